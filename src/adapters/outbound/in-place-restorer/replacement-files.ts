import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { ReplaceMethod } from '../../../application/ports/in-place-restorer.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { sourceFailure } from '../sqlite-file/source-file.ts';
import { syncDirectory, syncFile } from '../codec/durability.ts';
import { WRITE_AT_ONCE, readSmallFile } from '../files/read-small-file.ts';
import { DamagedRecordException } from './damaged-record-exception.ts';

export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const;
/** A link that tells whether a target can be renamed over. */
export const PROBE = '-link';

/** What a replacement keeps beside its target while it is at work. */
export interface ReplacementFiles {
  readonly directory: string;
  /** The new database. */
  readonly image: string;
  /** What has been done: there as long as a replacement is not over. */
  readonly record: string;
  /** Where a side file of the old database waits until it is known which one stays. */
  readonly aside: (suffix: string) => string;
}

/** What the next process needs to know to finish or undo a replacement. */
export interface ReplacementRecord {
  readonly method: ReplaceMethod;
  readonly databaseSha256: string;
  /** `overwriting`: the old bytes are going, or gone; only finishing helps. */
  readonly phase: 'swapping' | 'overwriting';
  /** Identity of the old file, `undefined` where there was none. */
  readonly old: string | undefined;
  /** Of the old content, where it was replaced through SQLite, which counts it up. */
  readonly schemaVersion: number | undefined;
  /** The target was in WAL mode and had to leave it for the time of the replacement. */
  readonly restoreWal: boolean;
}

/** @param target the real path */
export function replacementFiles(target: string): ReplacementFiles {
  const directory = dirname(target);
  const prefix = join(directory, `.${basename(target)}.replac`);
  return {
    directory,
    image: `${prefix}ing`,
    record: `${prefix}ing.json`,
    aside: (suffix) => `${prefix}ed${suffix}`,
  };
}

/** Durable on return; a kill leaves the record before or this one. */
export async function writeRecord(files: ReplacementFiles, record: ReplacementRecord): Promise<void> {
  const draft = `${files.record}.new`;
  await writeFile(draft, `${JSON.stringify(toDocument(record), undefined, 2)}\n`, {
    mode: 0o600,
    flag: WRITE_AT_ONCE,
  });
  await syncFile(draft);
  await rename(draft, files.record);
  await syncDirectory(files.directory);
}

/**
 * `undefined` where no replacement is under way.
 * @throws DamagedRecordException it is not what `writeRecord` wrote
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
 * What a replacement that is undone leaves. The record goes first: an image alone says that nothing was replaced, a
 * record alone that everything was.
 */
export async function forget(files: ReplacementFiles): Promise<void> {
  await rm(files.record, { force: true });
  await syncDirectory(files.directory);
  await rm(files.image, { force: true });
  await rm(`${files.record}.new`, { force: true });
}

/** What remains to be done once the new content is at the path. */
export async function finish(files: ReplacementFiles): Promise<void> {
  await removeAside(files);
  await rm(files.image, { force: true });
  await rm(`${files.record}.new`, { force: true });
  await rm(files.record, { force: true });
  await syncDirectory(files.directory);
}

/**
 * `finish` for content that is proved.
 * @returns what failed: it is no failure of the replacement, and the next run finishes it
 */
export async function finishProved(files: ReplacementFiles): Promise<string | undefined> {
  try {
    await finish(files);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export async function removeAside(files: ReplacementFiles): Promise<void> {
  for (const suffix of [...SIDE_FILES, PROBE]) await rm(files.aside(suffix), { force: true });
}

/**
 * Renames everything that a replacement left, so that it is kept and in nobody's way. The record is last: until then
 * the next run finds it again.
 * @returns the new names
 */
export async function moveToQuarantine(files: ReplacementFiles): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const path of [...SIDE_FILES.map((suffix) => files.aside(suffix)), files.image, files.record]) {
    if (!(await exists(path))) continue;
    const name = `${path}.damaged`;
    await rename(path, name);
    kept.push(name);
  }
  await syncDirectory(files.directory);
  return kept;
}

/** What tells a file from another one, and from itself after a change; `undefined` where there is none. */
export async function identityOf(path: string): Promise<string | undefined> {
  const facts = await stat(path, { bigint: true }).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return facts && [facts.dev, facts.ino, facts.size, facts.mtimeNs].join(':');
}

export async function exists(path: string): Promise<boolean> {
  return (await identityOf(path)) !== undefined;
}

/**
 * Whether a replacement has left anything beside this target. In a folder that is closed to this user it has not: a
 * replacement needs it open. Nothing of the database is opened.
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
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
