import { BackupManagerException } from './backup-manager-exception.ts';

/** No backup of that name is in the backup directory. */
export class BackupNotFoundException extends BackupManagerException {
  readonly code = 'BACKUP_NOT_FOUND';
}
