import { BackupManagerException } from './backup-manager-exception.ts';

/** A backup's digest, size or content differs from its record. */
export class BackupVerificationException extends BackupManagerException {
  readonly code = 'BACKUP_VERIFICATION';
}
