import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../codec/directory-exception.ts';
import { readSmallFile } from './read-small-file.ts';

/** Identifies a backup directory: an empty mount point of a missing disk does not have it. */
export function markerPath(backupDirectory: string): string {
  return join(backupDirectory, '.state', 'store.json');
}

/** False only when the marker or a folder above it is missing. */
export async function hasMarker(backupDirectory: string): Promise<boolean> {
  try {
    await stat(markerPath(backupDirectory));
    return true;
  } catch (error) {
    // The caller's next access reports any other failure.
    return !isSystemError(error) || (error.code !== 'ENOENT' && error.code !== 'ENOTDIR');
  }
}

/**
 * The id in a marker or in its record; `undefined` when the file is missing.
 * @throws the file cannot be read
 */
export async function readStoreId(path: string): Promise<string | undefined> {
  try {
    return storeIdIn(await readSmallFile(path));
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function storeIdIn(text: string): string | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null || !('id' in content)) return undefined;
    return typeof content.id === 'string' && content.id !== '' ? content.id : undefined;
  } catch {
    return undefined;
  }
}
