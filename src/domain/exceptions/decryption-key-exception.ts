import { BackupManagerException } from './backup-manager-exception.ts';

/** An encrypted backup cannot be opened: no identity is configured, or none of them is for this backup. */
export class DecryptionKeyException extends BackupManagerException {
  readonly code = 'DECRYPTION_KEY';
}
