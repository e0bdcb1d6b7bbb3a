import { BackupManagerException } from './backup-manager-exception.ts';

/** The caller withdrew the request, by a signal for instance. */
export class OperationCancelledException extends BackupManagerException {
  readonly code = 'CANCELLED';
}
