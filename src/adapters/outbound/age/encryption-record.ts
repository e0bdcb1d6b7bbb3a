import { createHash } from 'node:crypto';
import type { Encryption } from '../../../domain/backup/manifest.ts';
import type { EncryptionTarget } from '../../../domain/encryption/encryption.ts';

/** The recipient of a passphrase. */
export const SCRYPT = 'scrypt';
const FINGERPRINT_DIGITS = 16;

/** For whom a file is encrypted, as its manifest records it. */
export function encryptionOf(target: EncryptionTarget): Encryption {
  return { recipients: 'recipients' in target ? target.recipients.map(fingerprint) : [SCRYPT] };
}

/** The recipient itself is public, but joins all backups of its owner. */
export function fingerprint(recipient: string): string {
  return createHash('sha256').update(recipient).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** Whether a new artifact would be for the same recipients as an earlier one. */
export function isEncryptedAs(
  target: EncryptionTarget | undefined,
  earlier: Encryption | undefined,
): boolean {
  const recipients = target && encryptionOf(target).recipients;
  return recipients?.join() === earlier?.recipients.join();
}
