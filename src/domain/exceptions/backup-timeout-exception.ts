import { BackupManagerException } from './backup-manager-exception.ts';

/** The deadline passed; no partial file and no process is left. */
export class BackupTimeoutException extends BackupManagerException {
  readonly code = 'BACKUP_TIMEOUT';
}
