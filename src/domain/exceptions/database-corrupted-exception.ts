import { BackupManagerException } from './backup-manager-exception.ts';

/** The source is not a database, is empty, is encrypted, or its check found damage. */
export class DatabaseCorruptedException extends BackupManagerException {
  readonly code = 'DATABASE_CORRUPTED';
}
