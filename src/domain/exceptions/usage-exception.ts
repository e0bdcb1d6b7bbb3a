import { BackupManagerException } from './backup-manager-exception.ts';

/** A call that cannot mean anything: a wrong flag, argument or combination. */
export class UsageException extends BackupManagerException {
  readonly code = 'USAGE';
}
