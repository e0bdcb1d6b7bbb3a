import { BackupManagerException } from './backup-manager-exception.ts';

/** Another run holds this database's lock; the message names it. */
export class OperationInProgressException extends BackupManagerException {
  readonly code = 'OPERATION_IN_PROGRESS';

  /** The operation that holds the lock; `undefined` when it is unknown. */
  get ownerOperation(): string | undefined {
    const owner = this.details['owner'] as { readonly operation?: string } | undefined;
    return owner?.operation;
  }
}
