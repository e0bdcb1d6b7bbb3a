import { DecryptionKeyException } from '../../../domain/exceptions/decryption-key-exception.ts';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import { KIB } from '../../../domain/units.ts';
import { ByteSource } from '../codec/byte-source.ts';
import { ageLibrary } from './age-library.ts';
import { openPayload } from './age-payload.ts';
import { DamagedAgeError } from './damaged-age-error.ts';
import { readIdentities, readPassphrase } from './key-files.ts';

/** What opens a file: the key of this file alone, or the configured files. */
export interface Keys extends KeyFiles {
  /** Hex. */
  readonly fileKey?: string | undefined;
}

const FIRST_LINE = 'age-encryption.org/v1\n';
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
/** Far more than any header: one recipient has 100 bytes. */
const MAX_HEADER_BYTES = 64 * KIB;
/** The library's error for a file that is for others. */
const NO_MATCH = 'no identity matched';

/**
 * The content of an encrypted file, each chunk authenticated before it is passed on. It closes the stream at its end.
 *
 * @throws DecryptionKeyException no identity is configured, or none of them opens the file
 * @throws ConfigurationException a key file cannot be used
 * @throws DamagedAgeError the file was changed or is cut off, or is no age file
 */
export async function* openEncrypted(chunks: AsyncIterable<Buffer>, keys: Keys): AsyncGenerator<Buffer> {
  const source = new ByteSource(chunks);
  try {
    const header = await takeHeader(source);
    yield* openPayload(source, await fileKeyOf(header, keys));
  } finally {
    await source.close();
  }
}

async function takeHeader(source: ByteSource): Promise<Buffer> {
  const lines: Buffer[] = [];
  for (let bytes = 0; bytes < MAX_HEADER_BYTES;) {
    const line = await source.takeLine(MAX_HEADER_BYTES - bytes);
    const text = line.toString('latin1');
    if (bytes === 0 && text !== FIRST_LINE) throw notAge(text);
    if (!text.endsWith('\n')) break;
    lines.push(line);
    bytes += line.length;
    if (text.startsWith('--- ')) return Buffer.concat(lines);
  }
  throw new DamagedAgeError('its header is cut off');
}

function notAge(firstLine: string): DamagedAgeError {
  return new DamagedAgeError(
    firstLine.startsWith(ARMOR)
      ? 'it is armored text (age -a): decrypt it with age -d'
      : 'it does not begin as a file of age',
  );
}

async function fileKeyOf(header: Buffer, keys: Keys): Promise<Buffer> {
  const { Decrypter } = await ageLibrary();
  const decrypter = new Decrypter();
  const { fileKey, identityFile, passphraseFile } = keys;
  if (fileKey !== undefined) decrypter.addIdentity({ unwrapFileKey: () => Buffer.from(fileKey, 'hex') });
  else addKeyFiles(decrypter, header, keys);
  try {
    return Buffer.from(await decrypter.decryptHeader(header));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem.includes(NO_MATCH)) throw noMatch(header, { identityFile, passphraseFile });
    throw new DamagedAgeError(`its header was changed: ${problem}`, { cause: error });
  }
}

interface Opener {
  addIdentity(identity: string): void;
  addPassphrase(passphrase: string): void;
}

function addKeyFiles(opener: Opener, header: Buffer, { identityFile, passphraseFile }: KeyFiles): void {
  // One kind never opens the other, and a passphrase takes a second.
  if (isForPassphrase(header)) {
    if (passphraseFile !== undefined) opener.addPassphrase(readPassphrase(passphraseFile));
    return;
  }
  if (identityFile === undefined) return;
  for (const identity of readIdentities(identityFile)) opener.addIdentity(identity);
}

function isForPassphrase(header: Buffer): boolean {
  return header.toString('latin1').startsWith(`${FIRST_LINE}-> scrypt `);
}

function noMatch(header: Buffer, { identityFile, passphraseFile }: KeyFiles): DecryptionKeyException {
  const [key, file, what] = isForPassphrase(header)
    ? (['encryption_passphrase_file', passphraseFile, 'passphrase'] as const)
    : (['encryption_identity_file', identityFile, 'identity'] as const);
  if (file === undefined) {
    return new DecryptionKeyException(`it is encrypted, and no ${what} is configured`, {
      hint: `Set ${key} to the file with the ${what} that opens it.`,
      details: { key, reason: 'missing' },
    });
  }
  return new DecryptionKeyException(`it is encrypted, and no ${what} in ${file} opens it`, {
    hint: `Set ${key} to the file with the ${what} it was encrypted for.`,
    details: { key, reason: 'wrong', path: file },
  });
}
