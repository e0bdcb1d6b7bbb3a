import { BackupManagerException } from './backup-manager-exception.ts';

/** A backup could not be made for a reason that is neither the source's nor the directory's. */
export class BackupCreationException extends BackupManagerException {
  readonly code = 'BACKUP_CREATION';
}
