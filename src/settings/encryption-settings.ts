import { resolve } from 'node:path';
import type { EncryptionTarget, KeyFiles } from '../domain/encryption/encryption.ts';
import type { MergedSettings } from './layer.ts';

/** For whom backups are encrypted; `undefined`: they are not. */
export function encryptionTarget(merged: MergedSettings): EncryptionTarget | undefined {
  const { encryption_recipients: recipients } = merged.values;
  if (recipients.length > 0) return { recipients };
  const { passphraseFile } = keyFiles(merged);
  return passphraseFile === undefined ? undefined : { passphraseFile };
}

/** What opens encrypted backups; read when one is opened. */
export function keyFiles({ values, originOf }: MergedSettings): KeyFiles {
  const { encryption_identity_file: identity, encryption_passphrase_file: passphrase } = values;
  const absolute = (key: 'encryption_identity_file' | 'encryption_passphrase_file', path: string): string =>
    resolve(originOf[key].baseDirectory, path);
  return {
    ...(identity !== null && { identityFile: absolute('encryption_identity_file', identity) }),
    ...(passphrase !== null && { passphraseFile: absolute('encryption_passphrase_file', passphrase) }),
  };
}
