import { LockFileOperationLock } from '../../src/adapters/outbound/operation-lock/lock-file-operation-lock.ts';
import { SqliteOperationLock } from '../../src/adapters/outbound/operation-lock/sqlite-operation-lock.ts';
import type { OperationLock } from '../../src/application/ports/operation-lock.ts';

/** The locks that work across processes, by their name on a child's command line. */
export function createFaultLock(adapter: string, directory: string): OperationLock {
  switch (adapter) {
    case 'SqliteOperationLock':
      return new SqliteOperationLock(directory);
    case 'LockFileOperationLock':
      return new LockFileOperationLock(directory);
    default:
      throw new Error(`no such lock: ${adapter}`);
  }
}
