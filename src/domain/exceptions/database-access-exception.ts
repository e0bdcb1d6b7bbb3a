import { BackupManagerException } from './backup-manager-exception.ts';

/** The source is there but cannot be read now: permission, a lock held beyond the wait, not openable. */
export class DatabaseAccessException extends BackupManagerException {
  readonly code = 'DATABASE_ACCESS';
}
