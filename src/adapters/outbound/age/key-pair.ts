import type { EncryptionTarget, KeyFiles } from '../../../domain/encryption/encryption.ts';
import type { KeyCheck } from '../../../domain/encryption/key-check.ts';
import { DecryptionKeyException } from '../../../domain/exceptions/decryption-key-exception.ts';
import { ageLibrary } from './age-library.ts';
import { PayloadSealer } from './age-payload.ts';
import { beginEncryptedFile } from './encrypted-file.ts';
import { openEncrypted } from './open-encrypted.ts';

export interface KeyPair {
  /** The secret part, `AGE-SECRET-KEY-1…`. */
  readonly identity: string;
  readonly recipient: string;
}

export async function newKeyPair(): Promise<KeyPair> {
  const { generateX25519Identity, identityToRecipient } = await ageLibrary();
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

export interface KeyCheckRequest {
  readonly encryption: EncryptionTarget | undefined;
  readonly keyFiles: KeyFiles;
}

const SAMPLE = Buffer.from('sample');

/**
 * Encrypts a sample and opens it.
 * @throws ConfigurationException a recipient or a key file cannot be used
 */
export async function checkKeys({ encryption, keyFiles }: KeyCheckRequest): Promise<KeyCheck> {
  if (encryption === undefined) return { result: 'not_encrypted' };
  const { header, fileKey, encryption: record } = await beginEncryptedFile(encryption);
  const sealer = new PayloadSealer(fileKey);
  // The sample is shorter than a chunk: all of it is in the last one.
  sealer.seal([SAMPLE]);
  const sealed = Buffer.concat([header, sealer.salt, sealer.end()]);
  const recipients = record.recipients.length;
  try {
    const opened: Buffer[] = [];
    for await (const chunk of openEncrypted(once(sealed), keyFiles)) opened.push(chunk);
    if (!Buffer.concat(opened).equals(SAMPLE)) throw new TypeError('an opened sample is the sealed one');
    return { result: 'opened', recipients };
  } catch (error) {
    if (!(error instanceof DecryptionKeyException)) throw error;
    if (error.details['reason'] === 'wrong') return { result: 'wrong_identity' };
    return { result: 'no_identity', recipients };
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
