import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import { directoryException, isSystemError } from '../files/directory-exception.ts';
import { syncDirectory, syncFile } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeQuietly } from '../files/remove-file.ts';
import type { RawCopyRequest } from '../task-worker/tasks.ts';
import { MIB } from '../../../domain/units.ts';

/** For example `app-20261122T210800123Z-3f2a1c.damaged.db`: database and time of the copy. */
export function rawCopyName(database: string, at: Date, id: string): string {
  return `${database}-${at.toISOString().replace(/[-:.]/g, '')}-${id}.damaged.db`;
}

/** After the database's name, of an incomplete copy. */
const UNFINISHED = /^-\d{8}T\d{9}Z-[0-9a-f]+\.damaged\.db(-wal|-journal)?\.part$/;

/** Whether a file in the quarantine is part of an incomplete copy of exactly this database. */
export function isUnfinishedCopy(filename: string, database: string): boolean {
  return filename.startsWith(database) && UNFINISHED.test(filename.slice(database.length));
}

/** The name of a copy until it is complete. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/** The database file last: its name is the commit. The `-shm` is only scratch memory of readers. */
const SUFFIXES = ['-wal', '-journal', ''];
const READ_BYTES = MIB;

/**
 * Copies a database with its WAL and journal. It closes descriptors of the database, which drops every lock of its
 * process: run it in a child process.
 *
 * @throws as Quarantine.keep
 */
export async function copyRaw({ databasePath, copyPath }: RawCopyRequest): Promise<void> {
  const copied: string[] = [];
  try {
    const before = await fingerprint(databasePath);
    if (before === undefined) throw notFound(databasePath);
    await makeDirectory(dirname(copyPath));
    for (const suffix of SUFFIXES) {
      if ((await stat(databasePath + suffix).catch(() => undefined)) === undefined) continue;
      copied.push(suffix);
      await copy(databasePath + suffix, partOf(copyPath + suffix));
    }
    if (before !== (await fingerprint(databasePath))) throw changedDuringCopy(databasePath);
    for (const suffix of copied) await rename(partOf(copyPath + suffix), copyPath + suffix);
    await syncDirectory(dirname(copyPath));
  } catch (error) {
    for (const suffix of copied) {
      await removeQuietly(partOf(copyPath + suffix));
      await removeQuietly(copyPath + suffix);
    }
    throw directoryException(error, copyPath);
  }
}

/** Not by copyFile: without a lock the source may shrink, and then libuv's copy never ends. */
async function copy(from: string, to: string): Promise<void> {
  const reader = createReadStream(from, { highWaterMark: READ_BYTES });
  reader.once('error', () => undefined);
  try {
    await pipeline(reader, createWriteStream(to, { highWaterMark: READ_BYTES, flags: 'wx', mode: 0o600 }));
  } catch (error) {
    if (isSystemError(error) && (error.path === from || error.syscall === 'read'))
      throw unreadable(from, error);
    throw error;
  }
  await syncFile(to);
}

/** Identity, size and times of database, WAL and journal; `undefined` without a database. */
async function fingerprint(path: string): Promise<string | undefined> {
  const facts = await Promise.all(
    SUFFIXES.map((suffix) => stat(path + suffix, { bigint: true }).catch(() => undefined)),
  );
  if (facts.at(-1) === undefined) return undefined;
  return facts.map((each) => [each?.dev, each?.ino, each?.size, each?.mtimeNs].join('/')).join(' ');
}

function notFound(path: string): DatabaseNotFoundException {
  return new DatabaseNotFoundException(`no file at ${path}`, {
    hint: 'It was removed while the restore was prepared. Run the restore again.',
    details: { path },
  });
}

function changedDuringCopy(path: string): DatabaseAccessException {
  return new DatabaseAccessException(`${path} changed while it was copied to quarantine`, {
    hint: 'Nothing was changed. Stop the application that writes to it, then restore again.',
    details: { path },
  });
}

function unreadable(path: string, cause: Error): DatabaseAccessException {
  return new DatabaseAccessException(`cannot read ${path}: ${cause.message}`, {
    hint: 'It is copied before it is replaced, so it must be readable. Check its permissions and its disk.',
    details: { path },
    cause,
  });
}
