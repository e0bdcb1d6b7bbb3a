import { ContainerModule } from 'inversify';
import { TaskProcess } from '../../adapters/outbound/task-worker/task-process.ts';
import { ChildProcessDatabaseDiscovery } from '../../adapters/outbound/database-discovery/child-process-database-discovery.ts';
import type { DirectoryGate } from '../../adapters/outbound/files/directory-gate.ts';
import {
  SandboxFirstDatabaseInspector,
  SqliteDatabaseInspector,
} from '../../adapters/outbound/database-inspector/sqlite-database-inspector.ts';
import { SqliteDatabaseProbe } from '../../adapters/outbound/database-probe/sqlite-database-probe.ts';
import {
  NativeDatabaseSnapshotter,
  SqlJsDatabaseSnapshotter,
} from '../../adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { ReadableDirectoryLock } from '../../adapters/outbound/operation-lock/readable-directory-lock.ts';
import {
  NativeInPlaceRestorer,
  UnavailableInPlaceRestorer,
} from '../../adapters/outbound/in-place-restorer/native-in-place-restorer.ts';
import { taskWorkerPath, chooseEngine, hasNativeSqlite } from '../runtime.ts';
import type { Settings } from '../../settings/settings.ts';
import { TOKENS } from '../tokens.ts';

/** The SQLite engine of the settings, and the lock that this runtime supports. */
export function engineModule(settings: Settings, gate: DirectoryGate): ContainerModule {
  const engine = chooseEngine(settings);
  const native = engine === 'native';
  const process = new TaskProcess(taskWorkerPath(), settings);
  return new ContainerModule(async ({ bind }) => {
    bind(TOKENS.snapshotter).toConstantValue(
      native ? new NativeDatabaseSnapshotter(process) : new SqlJsDatabaseSnapshotter(process),
    );
    bind(TOKENS.inspector).toConstantValue(
      native ? new SandboxFirstDatabaseInspector(process) : new SqliteDatabaseInspector(process, engine),
    );
    bind(TOKENS.probe).toConstantValue(new SqliteDatabaseProbe(process, engine));
    bind(TOKENS.discovery).toConstantValue(new ChildProcessDatabaseDiscovery(process));
    // Only Node's own engine can hold SQLite's locks, whatever engine captures.
    bind(TOKENS.inPlaceRestorer).toConstantValue(
      hasNativeSqlite() ? new NativeInPlaceRestorer(process) : new UnavailableInPlaceRestorer(),
    );
    // All processes of one machine must use the same kind of lock, whatever engine captures.
    bind(TOKENS.lock).toConstantValue(
      gate.guard(
        new ReadableDirectoryLock(await createLock(settings), settings.backupDir, settings.stateDir),
      ),
    );
  });
}

async function createLock({ backupDir, stateDir }: Settings) {
  if (hasNativeSqlite()) {
    const { SqliteOperationLock } =
      await import('../../adapters/outbound/operation-lock/sqlite-operation-lock.ts');
    return new SqliteOperationLock(backupDir, stateDir);
  }
  const { LockFileOperationLock } =
    await import('../../adapters/outbound/operation-lock/lock-file-operation-lock.ts');
  return new LockFileOperationLock(backupDir, stateDir);
}
