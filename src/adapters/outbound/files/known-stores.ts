import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { isSystemError } from './directory-exception.ts';
import { unlessMissing } from './existing-files.ts';
import { readSmallFile } from './read-small-file.ts';
import { stateDirectoryOf } from './state-layout.ts';

/** The marker of a backup directory in use. */
export function markerPath(backupDirectory: string): string {
  return join(stateDirectoryOf(backupDirectory), 'store.json');
}

/** False only when the marker or a folder above it is missing. */
async function hasMarker(backupDirectory: string): Promise<boolean> {
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
  const text = await unlessMissing(readSmallFile(path));
  return text === undefined ? undefined : storeIdIn(text);
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

/** The state of a backup directory in this process. */
interface KnownStore {
  readonly directory: string;
  /** The marker's id at the last use; `undefined` when no use is known. */
  readonly id: string | undefined;
  /** Setting `backup_dir_must_exist`. */
  readonly mustExist: boolean;
  /** Where later processes find the id, on another disk than the backups. */
  readonly recordPath: string | undefined;
}

interface StoreExpectation {
  readonly mustExist: boolean;
  /** `undefined`: keep the id in memory only. */
  readonly recordFolder: string | undefined;
}

const DIGEST_LENGTH = 16;

/** Key: absolute path. */
const stores = new Map<string, KnownStore>();

/** Registers a backup directory before its first use and reads the recorded id. An unreadable record is ignored. */
export async function expectStore(
  backupDirectory: string,
  { mustExist, recordFolder }: StoreExpectation,
): Promise<void> {
  const { directory, id } = knownStore(backupDirectory);
  const recordPath = recordFolder && join(recordFolder, recordName(directory));
  const recordedId = recordPath && (await readStoreId(recordPath).catch(() => undefined));
  stores.set(directory, { directory, id: id ?? recordedId, mustExist, recordPath });
}

export function knownStore(backupDirectory: string): KnownStore {
  const directory = resolve(backupDirectory);
  return stores.get(directory) ?? { directory, id: undefined, mustExist: false, recordPath: undefined };
}

export function rememberStore(store: KnownStore): void {
  stores.set(store.directory, store);
}

/**
 * Nothing is created or listed where a used backup directory was: on the mount point of a missing disk, a new and
 * empty store would look healthy.
 *
 * @param path the backup directory, or a path below it
 * @throws BackupDirectoryException the marker is missing, and the store was used before or must exist
 */
export async function assertStoreIsThere(path: string): Promise<void> {
  const absolute = resolve(path);
  for (const store of stores.values()) {
    const isInside = absolute === store.directory || absolute.startsWith(store.directory + sep);
    const isExpected = store.id !== undefined || store.mustExist;
    if (isInside && isExpected && !(await hasMarker(store.directory))) throw disappeared(store);
  }
}

function disappeared({ directory, id, recordPath }: KnownStore): BackupDirectoryException {
  const details = { path: directory };
  if (id === undefined) {
    return new BackupDirectoryException(
      `the backup directory does not exist: is it mounted? (${directory})`,
      {
        hint:
          `Mount the disk of ${directory}; nothing was created there, because backup_dir_must_exist is true. ` +
          'For the first use of a directory, run once with BACKUP_DIR_MUST_EXIST=false.',
        details,
      },
    );
  }
  const nextStep =
    recordPath === undefined
      ? 'restart this program'
      : `remove ${recordPath} and restart the service if it runs`;
  return new BackupDirectoryException(`the backup directory has disappeared: is it mounted? (${directory})`, {
    hint:
      `Mount the disk of ${directory}; nothing was created in its place. ` +
      `If you removed the backups on purpose, ${nextStep}.`,
    details: { ...details, ...(recordPath !== undefined && { record: recordPath }) },
  });
}

function recordName(directory: string): string {
  return `store-${createHash('sha256').update(directory).digest('hex').slice(0, DIGEST_LENGTH)}.json`;
}
