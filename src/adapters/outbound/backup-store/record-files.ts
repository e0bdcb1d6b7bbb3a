import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBackupName, parseBackupName } from '../../../domain/backup/backup-name.ts';
import type { ManifestDraft } from '../../../application/ports/backup-store.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { readSmallFile } from '../files/read-small-file.ts';

export function manifestPath(dataPath: string): string {
  return `${dataPath}.json`;
}

export function statePath(dataPath: string): string {
  return `${dataPath}.state.json`;
}

/** `undefined` when the file is missing; an empty text when it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readSmallFile(path, { followLinks: true });
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    // An unreadable record must not look like a missing one.
    return '';
  }
}

/** Whether `filename` is a valid name for the draft's backup. */
export function isNameOf(filename: string, draft: ManifestDraft): boolean {
  const name = parseBackupName(filename);
  return name !== undefined && formatBackupName({ ...draft, ordinal: name.ordinal }) === filename;
}

/** The draft's first name that no data file and no record uses. */
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
