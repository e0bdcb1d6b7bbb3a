import { copyFile, rename, stat, utimes } from 'node:fs/promises';
import { join, basename } from 'node:path';
import type { ManifestDraft } from '../../../application/ports/backup-store.ts';
import {
  compressionOfDataFile,
  formatBackupName,
  parseBackupName,
} from '../../../domain/backup/backup-name.ts';
import { EMPTY_STATE, type Backup, type BackupState } from '../../../domain/backup/backup.ts';
import type { Compression } from '../../../domain/backup/compression.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { exists, unlessMissing } from '../files/existing-files.ts';
import { syncFile } from '../files/file-system-support.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { parseManifest } from '../files/manifest-document.ts';
import { parseState } from '../files/state-document.ts';

export function manifestPath(dataPath: string): string {
  return `${dataPath}.json`;
}

export function statePath(dataPath: string): string {
  return `${dataPath}.state.json`;
}

/** `undefined` when the file is missing; an empty text when it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  // An unreadable record must not look like a missing one.
  return unlessMissing(readSmallFile(path, { followLinks: true })).catch(() => '');
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

/** Names of missing data files that have a manifest. */
export function withoutDataFile(names: readonly string[]): readonly string[] {
  const present = new Set(names);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((name) => !present.has(name) && parseBackupName(name) !== undefined);
}

/** Whether a file can be a backup (of `database`) by its name. A name without a database may belong to any. */
export function mayHold(filename: string, database: string | undefined): boolean {
  if (compressionOfDataFile(filename) === undefined) return false;
  const name = database === undefined ? undefined : parseBackupName(filename);
  return name === undefined || name.database === database;
}

/** A data file with the records next to it. */
export async function withRecords(
  path: string,
  compression: Compression,
  manifest: string | undefined,
  facts: { readonly size: number; readonly mtime: Date },
): Promise<Backup> {
  const state = await readIfThere(statePath(path));
  return backupOf({ filename: basename(path), location: path, compression }, { manifest, state }, facts);
}

/** A backup from its data file and the texts of its records, in any store. */
export function backupOf(
  file: Pick<Backup, 'filename' | 'location' | 'compression'>,
  texts: { readonly manifest: string | undefined; readonly state: string | undefined },
  facts: { readonly size: number; readonly mtime: Date },
): Backup {
  const { filename } = file;
  const state = texts.state === undefined ? EMPTY_STATE : parseState(texts.state, filename);
  const record = readRecord(texts.manifest, filename, state);
  const name = parseBackupName(filename);
  const manifest = record.condition === 'intact' ? record.manifest : undefined;
  return {
    ...file,
    database: manifest?.database ?? name?.database,
    createdAt: manifest?.createdAt ?? name?.createdAt ?? facts.mtime,
    storedBytes: facts.size,
    modifiedAt: facts.mtime,
    record,
    // An unreadable state may have been pinned: treat it as pinned.
    state: state ?? { ...EMPTY_STATE, pinned: true },
  };
}

/** A backup that was written now, from its parts. */
export function publishedBackup({
  manifest,
  ...rest
}: Pick<Backup, 'state' | 'location' | 'modifiedAt'> & { readonly manifest: Manifest }): Backup {
  const { filename, database, createdAt, storedBytes, compression } = manifest;
  const record = { condition: 'intact', manifest } as const;
  return { filename, database, createdAt, storedBytes, compression, record, ...rest };
}

/** Whether a state needs a file. */
export function hasContent(state: BackupState): boolean {
  const { pinned, label, verifications, currentAsOf } = state;
  return pinned || label !== undefined || verifications.length > 0 || currentAsOf !== undefined;
}

function readRecord(manifestText: string | undefined, filename: string, state: BackupState | undefined) {
  if (manifestText === undefined) return { condition: 'missing' } as const;
  // Without its state the pin is unknown: treat the backup like one without a manifest.
  if (state === undefined) return { condition: 'damaged', problem: 'its state file is unreadable' } as const;
  return parseManifest(manifestText, filename);
}

/**
 * Renames a staged artifact to its final path. One from another file system (`state_dir`) is copied to `copyPath` first,
 * with its time: a later one would look like a change after the verification.
 */
export async function moveIn(stagedPath: string, path: string, copyPath: string): Promise<void> {
  try {
    await rename(stagedPath, path);
    return;
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EXDEV') throw error;
  }
  try {
    const { atime, mtime } = await stat(stagedPath);
    await copyFile(stagedPath, copyPath);
    await utimes(copyPath, atime, mtime);
    await syncFile(copyPath);
    await rename(copyPath, path);
  } catch (error) {
    await removeQuietly(copyPath);
    throw error;
  }
  await removeQuietly(stagedPath);
}
