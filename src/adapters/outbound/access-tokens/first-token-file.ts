import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, withDirectoryErrors } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { writeFirst } from '../files/atomic-write.ts';
import { stateLayout } from '../files/state-layout.ts';
import { unlessMissing } from '../files/existing-files.ts';

/** A staged token file; its name ends with a UUID. */
const STAGED = /^api-token\.[0-9a-f-]{36}$/;

/**
 * Returns the kept secret, or keeps the one that `create` returns. An empty file counts as missing: it would accept no
 * client. Two services that start at the same time use the same secret.
 *
 * @throws BackupDirectoryException the file can be neither read nor written
 */
export async function keepFirstToken(stateDirectory: string, create: () => string): Promise<string> {
  const { apiToken: path, directory } = stateLayout(stateDirectory);
  return withDirectoryErrors(path, async () => {
    await makeDirectory(directory);
    const kept = await readSecret(path);
    if (kept !== undefined) {
      await removeStagedFiles(directory).catch(() => undefined);
      return kept;
    }
    const written = await writeSecret(path, create());
    await syncDirectory(directory);
    return (await readSecret(path)) ?? written;
  });
}

async function readSecret(path: string): Promise<string | undefined> {
  const secret = (await unlessMissing(readSmallFile(path, { followLinks: true })))?.trim();
  return secret === '' ? undefined : secret;
}

/** Keeps a secret that is already there. */
async function writeSecret(path: string, secret: string): Promise<string> {
  const isKept = async (): Promise<boolean> => (await readSecret(path)) !== undefined;
  try {
    await writeFirst(`${path}.${randomUUID()}`, path, `${secret}\n`, isKept);
  } catch (error) {
    // Another service found a token and removed this staged file.
    if (!isMissing(error) || !(await isKept())) throw error;
  }
  return secret;
}

/** Removes the staged files of killed services: they may hold a secret. */
async function removeStagedFiles(directory: string): Promise<void> {
  const staged = (await readdir(directory)).filter((name) => STAGED.test(name));
  await removeQuietly(...staged.map((name) => join(directory, name)));
}
