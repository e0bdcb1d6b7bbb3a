import { BackupManagerException } from './backup-manager-exception.ts';

/** A backup's digest, size or content disagrees with what was recorded. */
export class BackupVerificationException extends BackupManagerException {
  readonly code = 'BACKUP_VERIFICATION';
}
