import { readGivenFile } from '../files/read-small-file.ts';
import { KIB } from '../../../domain/units.ts';
import { ConfigurationException } from '../../../domain/exceptions/configuration-exception.ts';

type KeyFileSetting = 'encryption_identity_file' | 'encryption_passphrase_file';

/** A larger file is neither a passphrase nor a list of identities. */
const MAX_BYTES = 64 * KIB;
const IDENTITY = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/;

/**
 * The identities of a file as `age-keygen` writes it: one a line; empty lines and lines that start with # are ignored.
 * @throws ConfigurationException it cannot be read, or has a line of another kind; never with its content
 */
export function readIdentities(path: string): readonly string[] {
  const lines = readKeyFile('encryption_identity_file', path)
    .split('\n')
    .map((line) => line.trim());
  const wrong = lines.findIndex((line) => line !== '' && !line.startsWith('#') && !IDENTITY.test(line));
  if (wrong !== -1) {
    throw wrongKeyFile('encryption_identity_file', path, `line ${String(wrong + 1)} is no identity of age`);
  }
  const identities = lines.filter((line) => IDENTITY.test(line));
  if (identities.length === 0) throw wrongKeyFile('encryption_identity_file', path, 'it has no identity');
  return identities;
}

/**
 * A passphrase is the content of its file without the line break at its end.
 * @throws ConfigurationException it cannot be read, or is empty
 */
export function readPassphrase(path: string): string {
  const passphrase = readKeyFile('encryption_passphrase_file', path).replace(/\r?\n$/, '');
  if (passphrase === '') throw wrongKeyFile('encryption_passphrase_file', path, 'it is empty');
  if (/[\r\n]/.test(passphrase)) {
    throw wrongKeyFile('encryption_passphrase_file', path, 'it has more than one line');
  }
  return passphrase;
}

/** The content of a key file is a secret: neither the problem nor the cause may have any of it. */
export function wrongKeyFile(key: KeyFileSetting, path: string, problem: string): ConfigurationException {
  const isIdentity = key === 'encryption_identity_file';
  return new ConfigurationException(`${key}: ${path} cannot be used: ${problem}`, {
    hint: isIdentity
      ? 'Name a file with the lines AGE-SECRET-KEY-1… that backup-manager key create or age-keygen wrote.'
      : 'Name a file with the passphrase as its only line.',
    details: { key, path },
  });
}

function readKeyFile(key: KeyFileSetting, path: string): string {
  let bytes;
  try {
    bytes = readGivenFile(path, MAX_BYTES);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw wrongKeyFile(key, path, `it cannot be read (${code})`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrongKeyFile(key, path, 'it is not UTF-8');
  }
}
