import { BackupManagerException } from './backup-manager-exception.ts';

/** The source exists but cannot be read now: permission, a lock, or it cannot be opened. */
export class DatabaseAccessException extends BackupManagerException {
  readonly code = 'DATABASE_ACCESS';
}
