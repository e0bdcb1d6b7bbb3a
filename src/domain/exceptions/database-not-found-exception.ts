import { BackupManagerException } from './backup-manager-exception.ts';

/** No file is at the source path. A missing source is never backed up as an empty one. */
export class DatabaseNotFoundException extends BackupManagerException {
  readonly code = 'DATABASE_NOT_FOUND';
}
