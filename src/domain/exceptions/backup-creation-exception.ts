import { BackupManagerException } from './backup-manager-exception.ts';

/** A backup could not be created, for a reason outside the source and the backup directory. */
export class BackupCreationException extends BackupManagerException {
  readonly code = 'BACKUP_CREATION';
}
