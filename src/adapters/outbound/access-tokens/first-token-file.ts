import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { directoryException, isSystemError } from '../codec/directory-exception.ts';
import { syncDirectory } from '../codec/durability.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { writeFirst } from '../files/write-first.ts';

const FILE_NAME = 'api-token';
/** A draft of the token, which ends with a UUID. */
const DRAFT = /^api-token\.[0-9a-f-]{36}$/;

/** Where the token of a service without configured ones is kept, for its owner alone to read. */
export function firstTokenPath(backupDirectory: string): string {
  return join(stateDirectory(backupDirectory), FILE_NAME);
}

/**
 * The secret that is kept there; `create` makes one where there is none, or an empty file, by which nobody could be let
 * in. Two services that start at the same time agree
 * on one: the name is taken by the first.
 *
 * @throws BackupDirectoryException it can be neither read nor written
 */
export async function keepFirstToken(backupDirectory: string, create: () => string): Promise<string> {
  const path = firstTokenPath(backupDirectory);
  try {
    await makeDirectory(stateDirectory(backupDirectory));
    const kept = await readSecret(path);
    if (kept !== undefined) {
      await sweepDrafts(stateDirectory(backupDirectory)).catch(() => undefined);
      return kept;
    }
    const written = await writeSecret(path, create());
    await syncDirectory(stateDirectory(backupDirectory));
    return (await readSecret(path)) ?? written;
  } catch (error) {
    throw directoryException(error, path);
  }
}

function stateDirectory(backupDirectory: string): string {
  return join(backupDirectory, '.state');
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const secret = (await readSmallFile(path, { followLinks: true })).trim();
    return secret === '' ? undefined : secret;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is there already stays. */
async function writeSecret(path: string, secret: string): Promise<string> {
  const isKept = async (): Promise<boolean> => (await readSecret(path)) !== undefined;
  try {
    await writeFirst(`${path}.${randomUUID()}`, path, `${secret}\n`, isKept);
  } catch (error) {
    // The draft was swept by another service, which found a token.
    const isSwept = isSystemError(error) && error.code === 'ENOENT';
    if (!isSwept || !(await isKept())) throw error;
  }
  return secret;
}

/** Removes the drafts that killed services left: they may hold the secret. The token is there, so no draft is needed. */
async function sweepDrafts(directory: string): Promise<void> {
  const drafts = (await readdir(directory)).filter((name) => DRAFT.test(name));
  await removeQuietly(...drafts.map((name) => join(directory, name)));
}
