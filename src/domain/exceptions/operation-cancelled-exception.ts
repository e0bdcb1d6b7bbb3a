import { BackupManagerException } from './backup-manager-exception.ts';

/** The caller cancelled the operation, for example by a signal. */
export class OperationCancelledException extends BackupManagerException {
  readonly code = 'CANCELLED';
}
