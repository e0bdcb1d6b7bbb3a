import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../../../domain/backup/backup.ts';
import { compressionOfDataFile, parseBackupName } from '../../../domain/backup/backup-name.ts';
import type { Compression } from '../../../domain/backup/compression.ts';
import { NO_DATABASE } from '../../../domain/backup/database-name.ts';
import { isMissing } from '../files/directory-exception.ts';
import { exists } from '../files/existing-files.ts';
import { manifestPath, readIfThere, withRecords } from './record-files.ts';
import type { StagedRecords } from './staged-records.ts';

export interface BackupDirectory {
  readonly directory: string;
  readonly records: StagedRecords;
}

/** `undefined` when the file is gone or not a regular file. */
export async function readBackup(
  { directory, records }: BackupDirectory,
  filename: string,
): Promise<Backup | undefined> {
  const path = join(directory, filename);
  const compression = compressionOfDataFile(filename);
  if (compression === undefined) return undefined;
  const facts = await stat(path).catch((error: unknown) => (isMissing(error) ? 'missing' : undefined));
  if (facts === 'missing') return readWithoutData({ directory, records }, filename, compression);
  if (facts?.isFile() !== true) return undefined;
  const manifestText = await readIfThere(manifestPath(path));
  // A removal deletes the data file first: this backup is gone, not another tool's file.
  if (manifestText === undefined && !(await exists(path))) return undefined;
  return withRecords(path, compression, manifestText, facts);
}

/** A manifest without its data file; `undefined` when a publish or a removal is running or was interrupted. */
async function readWithoutData(
  { directory, records }: BackupDirectory,
  filename: string,
  compression: Compression,
): Promise<Backup | undefined> {
  const path = join(directory, filename);
  const createdAt = parseBackupName(filename)?.createdAt;
  const manifestText = await readIfThere(manifestPath(path));
  if (manifestText === undefined || createdAt === undefined) return undefined;
  const owner = parseBackupName(filename)?.database ?? NO_DATABASE;
  if (await exists(records.markOf(owner, filename))) return undefined;
  // A publish or a removal may have ended since the mark was checked.
  if ((await exists(path)) || !(await exists(manifestPath(path)))) return undefined;
  const found = await withRecords(path, compression, manifestText, { size: 0, mtime: createdAt });
  return { ...found, modifiedAt: undefined, isDataMissing: true };
}
