import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { ReplaceMethod } from '../../../application/ports/in-place-restorer.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { SIDE_FILES } from '../files/database-files.ts';
import { isSystemError, isMissing } from '../files/directory-exception.ts';
import { unlessMissing } from '../files/existing-files.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { WRITE_AT_ONCE, readSmallFile } from '../files/read-small-file.ts';
import { sourceFailure } from '../sqlite-file/source-file.ts';

/** The record of an interrupted restore in place is unreadable, so the progress of that restore is unknown. */
export class DamagedRecordException extends BackupVerificationException {
  /** @param keptAs the new names of the record and its files */
  constructor(recordPath: string, cause: unknown, keptAs: readonly string[] = []) {
    const kept = keptAs.length === 0 ? '' : `; renamed to ${keptAs.join(', ')}`;
    super(`${recordPath}, the record of an interrupted restore, is damaged${kept}`, {
      hint: 'Check the database (PRAGMA integrity_check). If it is damaged, restore again. The next run ignores the record.',
      details: { path: recordPath, kept_as: keptAs },
      cause,
    });
  }
}

/** Called after each step; a test kills the process there. */
export type Step = (name: string) => void;

/** A hard link that shows whether a target can be renamed over. */
export const PROBE = '-link';

/** The files of a running replacement in the target's folder. */
export interface ReplacementFiles {
  readonly directory: string;
  /** The new database. */
  readonly image: string;
  /** The progress; it exists until the replacement is over. */
  readonly record: string;
  /** The temporary name of an old side file until the outcome is known. */
  readonly oldSideFile: (suffix: string) => string;
}

/** The facts that the next process needs to finish or undo a replacement. */
export interface ReplacementRecord {
  readonly method: ReplaceMethod;
  readonly databaseSha256: string;
  /** `overwriting`: the old bytes are partly overwritten; it can only be finished. */
  readonly phase: 'swapping' | 'overwriting';
  /** Identity of the old file, `undefined` where there was none. */
  readonly old: string | undefined;
  /** Of the old content; set where SQLite replaces it, which increments the version. */
  readonly schemaVersion: number | undefined;
  /** The target was taken out of WAL mode for the replacement. */
  readonly restoreWal: boolean;
}

export function replacementFiles(target: string): ReplacementFiles {
  const directory = dirname(target);
  const prefix = join(directory, `.${basename(target)}.replac`);
  return {
    directory,
    image: `${prefix}ing`,
    record: `${prefix}ing.json`,
    oldSideFile: (suffix) => `${prefix}ed${suffix}`,
  };
}

/** Durable on return; a kill leaves the previous record or this one. */
export async function writeRecord(files: ReplacementFiles, record: ReplacementRecord): Promise<void> {
  const draft = `${files.record}.new`;
  const text = `${JSON.stringify(toDocument(record), undefined, 2)}\n`;
  await writeAtomically(files.record, text, draft, WRITE_AT_ONCE);
  await syncDirectory(files.directory);
}

/**
 * `undefined` where no replacement is running.
 * @throws DamagedRecordException `writeRecord` did not write it
 */
export async function readRecord(files: ReplacementFiles): Promise<ReplacementRecord | undefined> {
  try {
    return fromDocument(recordDocument.parse(JSON.parse(await readSmallFile(files.record))));
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isSystemError(error)) throw error;
    throw new DamagedRecordException(files.record, error);
  }
}

/**
 * Removes the files of an undone replacement. The record first: an image alone means that nothing was replaced, a record
 * alone that everything was.
 */
export async function forget(files: ReplacementFiles): Promise<void> {
  await rm(files.record, { force: true });
  await syncDirectory(files.directory);
  await rm(files.image, { force: true });
  await rm(`${files.record}.new`, { force: true });
}

/** Removes the files of a replacement whose new content is in place. */
export async function finish(files: ReplacementFiles): Promise<void> {
  await removeOldSideFiles(files);
  await rm(files.image, { force: true });
  await rm(`${files.record}.new`, { force: true });
  await rm(files.record, { force: true });
  await syncDirectory(files.directory);
}

/**
 * `finish` for verified content.
 * @returns the failure: the replacement itself succeeded, and the next run cleans up
 */
export async function finishVerified(files: ReplacementFiles): Promise<string | undefined> {
  try {
    await finish(files);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export async function removeOldSideFiles(files: ReplacementFiles): Promise<void> {
  for (const suffix of [...SIDE_FILES, PROBE]) await rm(files.oldSideFile(suffix), { force: true });
}

/**
 * Renames all files of a replacement, so that they are kept but block nothing. The record is last: until then the next
 * run finds them again.
 * @returns the new names
 */
export async function moveToQuarantine(files: ReplacementFiles): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const path of [...SIDE_FILES.map((suffix) => files.oldSideFile(suffix)), files.image, files.record]) {
    if (!(await exists(path))) continue;
    const name = `${path}.damaged`;
    await rename(path, name);
    kept.push(name);
  }
  await syncDirectory(files.directory);
  return kept;
}

/** Changes with the file and with its content; `undefined` where there is none. */
export async function identityOf(path: string): Promise<string | undefined> {
  const facts = await unlessMissing(stat(path, { bigint: true }));
  return facts && [facts.dev, facts.ino, facts.size, facts.mtimeNs].join(':');
}

export async function exists(path: string): Promise<boolean> {
  return (await identityOf(path)) !== undefined;
}

/**
 * Whether a replacement left files for this target. In a folder that this user cannot enter it did not: a replacement
 * needs access. Opens no file of the database.
 *
 * @param target the real path
 * @throws DatabaseAccessException the file system of the target does not answer
 */
export async function hasLeftovers(target: string): Promise<boolean> {
  const { record, image } = replacementFiles(target);
  try {
    return (await exists(record)) || (await exists(image));
  } catch (error) {
    if (isSystemError(error) && (error.code === 'EACCES' || error.code === 'ENOTDIR')) return false;
    throw sourceFailure(error, target);
  }
}

const recordDocument = z.object({
  method: z.enum(['sqlite', 'file']) satisfies z.ZodType<ReplaceMethod>,
  database_sha256: z.string(),
  phase: z.enum(['swapping', 'overwriting']),
  old: z.string().optional(),
  schema_version: z.number().optional(),
  restore_wal: z.boolean(),
});

type RecordDocument = z.infer<typeof recordDocument>;

function toDocument(record: ReplacementRecord): Record<keyof RecordDocument, unknown> {
  return {
    method: record.method,
    database_sha256: record.databaseSha256,
    phase: record.phase,
    old: record.old,
    schema_version: record.schemaVersion,
    restore_wal: record.restoreWal,
  };
}

function fromDocument(document: RecordDocument): ReplacementRecord {
  return {
    method: document.method,
    databaseSha256: document.database_sha256,
    phase: document.phase,
    old: document.old,
    schemaVersion: document.schema_version,
    restoreWal: document.restore_wal,
  };
}
