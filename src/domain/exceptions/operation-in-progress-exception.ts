import { BackupManagerException } from './backup-manager-exception.ts';

/** Another run holds this database's lock; the message names it. */
export class OperationInProgressException extends BackupManagerException {
  readonly code = 'OPERATION_IN_PROGRESS';
}
