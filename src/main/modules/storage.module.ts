import { ContainerModule } from 'inversify';
import { FilesystemAnomalyStore } from '../../adapters/outbound/json-records/anomaly-store.ts';
import { ChildProcessArtifactExtractor } from '../../adapters/outbound/artifact-extractor/child-process-artifact-extractor.ts';
import { FilesystemBackupStore } from '../../adapters/outbound/backup-store/filesystem-backup-store.ts';
import { AgeEncryptionKeys } from '../../adapters/outbound/encryption-keys/age-encryption-keys.ts';
import { TaskProcess } from '../../adapters/outbound/task-worker/task-process.ts';
import { SystemClock } from '../../adapters/outbound/clock/system-clock.ts';
import { FilesystemDatabaseRestorer } from '../../adapters/outbound/database-restorer/filesystem-database-restorer.ts';
import { FilesystemDiskSpace } from '../../adapters/outbound/disk-space/filesystem-disk-space.ts';
import type { DirectoryGate } from '../../adapters/outbound/files/directory-gate.ts';
import { FilesystemRunHistory } from '../../adapters/outbound/run-history/filesystem-run-history.ts';
import { FilesystemRunLog } from '../../adapters/outbound/run-log/filesystem-run-log.ts';
import { FilesystemQuarantine } from '../../adapters/outbound/quarantine/filesystem-quarantine.ts';
import { FilesystemRestoreRecords } from '../../adapters/outbound/json-records/restore-records.ts';
import { FilesystemSourceFiles } from '../../adapters/outbound/source-files/filesystem-source-files.ts';
import { FilesystemPageTables } from '../../adapters/outbound/page-tables/filesystem-page-tables.ts';
import { FilesystemStagingArea } from '../../adapters/outbound/staging-area/filesystem-staging-area.ts';
import { taskWorkerPath } from '../runtime.ts';
import type { Settings } from '../../settings/settings.ts';
import { LOCAL_STORE } from '../../settings/store-entry.ts';
import { openStores } from '../open-stores.ts';
import { TOKENS } from '../tokens.ts';

export function storageModule(settings: Settings, gate: DirectoryGate): ContainerModule {
  const { backupDir, hasLocalStore, stateDir, chunkSizeBytes, keyFiles, journalMaxEntries, logFile } =
    settings;
  const taskProcess = new TaskProcess(taskWorkerPath(), settings);
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.clock).toConstantValue(new SystemClock());
    bind(TOKENS.sourceFiles).toConstantValue(new FilesystemSourceFiles());
    bind(TOKENS.diskSpace).toConstantValue(gate.guard(new FilesystemDiskSpace()));
    bind(TOKENS.restorer).toConstantValue(new FilesystemDatabaseRestorer());
    bind(TOKENS.history).toConstantValue(gate.guard(new FilesystemRunHistory(stateDir, journalMaxEntries)));
    bind(TOKENS.runLog).toConstantValue(new FilesystemRunLog(logFile));
    const localStore = gate.guard(new FilesystemBackupStore(backupDir, chunkSizeBytes));
    const [primary, ...others] = [
      ...(hasLocalStore ? [{ name: LOCAL_STORE, type: 'directory', store: localStore } as const] : []),
      ...openStores(settings),
    ];
    if (primary === undefined) throw new TypeError('the settings have a store');
    bind(TOKENS.store).toConstantValue(primary.store);
    bind(TOKENS.stores)
      .toResolvedValue((store) => [{ ...primary, store }, ...others], [TOKENS.store])
      .inSingletonScope();
    bind(TOKENS.quarantine).toConstantValue(gate.guard(new FilesystemQuarantine(stateDir, taskProcess)));
    bind(TOKENS.anomalies).toConstantValue(gate.guard(new FilesystemAnomalyStore(stateDir)));
    bind(TOKENS.pageTables).toConstantValue(new FilesystemPageTables(settings.stateDir));
    bind(TOKENS.staging).toConstantValue(
      gate.guard(new FilesystemStagingArea(backupDir, stateDir), { discard: () => undefined }),
    );
    bind(TOKENS.restoreRecords).toConstantValue(gate.guard(new FilesystemRestoreRecords(stateDir)));
    bind(TOKENS.encryptionKeys).toConstantValue(
      new AgeEncryptionKeys(taskProcess, { encryption: settings.encryption, keyFiles }),
    );
    bind(TOKENS.extractor).toConstantValue(
      new ChildProcessArtifactExtractor(taskProcess, chunkSizeBytes, keyFiles),
    );
  });
}
