import { BackupManagerException } from './backup-manager-exception.ts';

/** The deadline passed; nothing partial is left and no process goes on. */
export class BackupTimeoutException extends BackupManagerException {
  readonly code = 'BACKUP_TIMEOUT';
}
