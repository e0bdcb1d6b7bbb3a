import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import {
  NativeDatabaseSnapshotter,
  SqlJsDatabaseSnapshotter,
} from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { BackupManagerException } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';

/** A program for one capture, for tests that run it as another user; prints the result. */
const [engine, sourcePath = '', destinationPath = ''] = process.argv.slice(2);
const task = new TaskProcess(taskWorkerPath());
const snapshotter =
  engine === 'native' ? new NativeDatabaseSnapshotter(task) : new SqlJsDatabaseSnapshotter(task);

async function answer(): Promise<{ code: string; message: string; hint: string }> {
  try {
    await snapshotter.capture(
      {
        sourcePath,
        destinationPath,
        compression: 'none',
        compressionLevel: undefined,
        sourceCheck: 'quick',
        busyTimeoutMs: 200,
        maxStoredBytes: 1024 ** 3,
        maxWalGrowthBytes: 1024 ** 3,
      },
      { signal: new AbortController().signal },
    );
    return { code: 'captured', message: '', hint: '' };
  } catch (error) {
    if (!(error instanceof BackupManagerException)) throw error;
    const { code, message, hint } = error;
    return { code, message, hint };
  }
}

process.stdout.write(JSON.stringify(await answer()));
