import { BackupManagerException } from './backup-manager-exception.ts';

/** Another run holds this database's lock; the message names it. */
export class OperationInProgressException extends BackupManagerException {
  readonly code = 'OPERATION_IN_PROGRESS';

  /** What the one that holds the lock does; `undefined` where nobody knows. */
  get ownerOperation(): string | undefined {
    const owner = this.details['owner'] as { readonly operation?: string } | undefined;
    return owner?.operation;
  }
}
