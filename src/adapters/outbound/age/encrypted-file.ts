import { createCipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Encryption } from '../../../domain/backup/manifest.ts';
import type { EncryptionTarget } from '../../../domain/encryption/encryption.ts';
import { ConfigurationException } from '../../../domain/exceptions/configuration-exception.ts';
import { ageLibrary, type Recipient } from './age-library.ts';
import { encryptionOf, SCRYPT } from './encryption-record.ts';
import { readPassphrase } from './key-files.ts';

/** The start of a new encrypted file, and the key for its payload. */
export interface EncryptedFile {
  readonly header: Buffer;
  /** A secret of this file alone. */
  readonly fileKey: Buffer;
  readonly encryption: Encryption;
}

/** What the library adds after the header for empty content: a salt and the tag of one chunk. */
const EMPTY_PAYLOAD_BYTES = 32;

/**
 * Begins an encrypted file: the library writes the header for a new random key.
 * @throws ConfigurationException a recipient cannot be used, or the passphrase cannot be read
 */
export async function beginEncryptedFile(target: EncryptionTarget): Promise<EncryptedFile> {
  const { Encrypter } = await ageLibrary();
  const encrypter = new Encrypter();
  let fileKey: Buffer | undefined;
  for (const recipient of await recipientsOf(target)) encrypter.addRecipient(recipient);
  // A recipient without a stanza: it learns the key, and leaves no trace in the header.
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = Buffer.from(key);
      return [];
    },
  });
  const file = await encrypter.encrypt(new Uint8Array(0)).catch((error: unknown) => {
    throw unusable(error);
  });
  if (fileKey === undefined) throw new TypeError('the library calls every recipient');
  // Its payload is dropped: each salt seals one payload only.
  const header = Buffer.from(file.subarray(0, -EMPTY_PAYLOAD_BYTES));
  return { header, fileKey, encryption: encryptionOf(target) };
}

async function recipientsOf(target: EncryptionTarget): Promise<readonly (string | Recipient)[]> {
  if ('recipients' in target) return target.recipients;
  return [await passphraseRecipient(readPassphrase(target.passphraseFile))];
}

/** As the age program: a second of work and 256 MiB for each guess. */
const LOG_WORK_FACTOR = 18;
const BLOCK_SIZE = 8;
const SCRYPT_MEMORY_BYTES = 2 ** (LOG_WORK_FACTOR + 8) * BLOCK_SIZE;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** The library takes either a passphrase or recipients, so its key could not be learnt. */
async function passphraseRecipient(passphrase: string): Promise<Recipient> {
  const { Stanza } = await ageLibrary();
  const salt = randomBytes(SALT_BYTES);
  const labelledSalt = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
  const options = { N: 2 ** LOG_WORK_FACTOR, r: BLOCK_SIZE, p: 1, maxmem: SCRYPT_MEMORY_BYTES };
  const derive = promisify<string, Buffer, number, typeof options, Buffer>(scrypt);
  const key = await derive(passphrase, labelledSalt, KEY_BYTES, options);
  const args = [SCRYPT, salt.toString('base64').replace(/=+$/, ''), String(LOG_WORK_FACTOR)];
  return { wrapFileKey: (fileKey) => [new Stanza(args, wrapped(fileKey, key))] };
}

/** The nonce is zero: the key is used once. */
function wrapped(fileKey: Uint8Array, key: Buffer): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
  const sealed = cipher.update(fileKey);
  cipher.final();
  return Buffer.concat([sealed, cipher.getAuthTag()]);
}

function unusable(error: unknown): ConfigurationException {
  const problem = error instanceof Error ? error.message : String(error);
  return new ConfigurationException(`encryption_recipients: a recipient cannot be used: ${problem}`, {
    hint: 'Use recipients that age-keygen or backup-manager key create printed.',
    details: { key: 'encryption_recipients' },
    cause: error,
  });
}
