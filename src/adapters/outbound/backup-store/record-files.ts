import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBackupName, parseBackupName } from '../../../domain/backup/backup-name.ts';
import type { ManifestDraft } from '../../../application/ports/backup-store.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { readSmallFile } from '../files/read-small-file.ts';

// Where the records of a data file are, and which names are taken.

export function manifestPath(dataPath: string): string {
  return `${dataPath}.json`;
}

export function statePath(dataPath: string): string {
  return `${dataPath}.state.json`;
}

/** `undefined` where there is nothing; what cannot be read is empty, which no record is. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readSmallFile(path, { followLinks: true });
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    // A record that is there but cannot be read must not pass for one that is not there.
    return '';
  }
}

/** True when a file may keep its name as the draft's backup. */
export function isNameOf(filename: string, draft: ManifestDraft): boolean {
  const name = parseBackupName(filename);
  return name !== undefined && formatBackupName({ ...draft, ordinal: name.ordinal }) === filename;
}

/** The first name of the draft's that neither a data file nor a record of one bears. */
export async function freeName(directory: string, draft: ManifestDraft): Promise<string> {
  for (let ordinal = 1; ; ordinal += 1) {
    const filename = formatBackupName({ ...draft, ordinal });
    const path = join(directory, filename);
    const taken = await Promise.all([path, manifestPath(path), statePath(path)].map(exists));
    if (!taken.includes(true)) return filename;
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
