import { BackupManagerException } from './backup-manager-exception.ts';

/** A wrong flag, argument or combination. */
export class UsageException extends BackupManagerException {
  readonly code = 'USAGE';
}
