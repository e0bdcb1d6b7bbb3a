import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { lockHolders } from './lock-holders.ts';
import { foreignSuperJournal } from './rollback-journal.ts';
import { permissionDenied, readFailureOf, sourceFailure } from './source-file.ts';
import { usesWal } from './source-guards.ts';

/** Result codes by their names in https://www.sqlite.org/rescode.html. */
export const SQLITE = {
  PERM: 3,
  BUSY: 5,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  AUTH: 23,
  NOTADB: 26,
  READONLY: 8,
  READONLY_ROLLBACK: 776,
  READONLY_DIRECTORY: 1544,
  READONLY_CANTINIT: 1288,
  IOERR_SHMSIZE: 4874,
} as const;

const PRIMARY_MASK = 0xff;

/** SQLite's path limit of 512 bytes, minus the suffix of a journal. Source: src/os_unix.c, src/pager.c. */
const MAX_PATH_BYTES = 504;

/** SQLite's extended result code; `undefined` for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined;
}

export function primaryCode(error: unknown): number | undefined {
  const code = sqliteCode(error);
  return code === undefined ? undefined : code & PRIMARY_MASK;
}

/**
 * Translates SQLite's error about a source into the operator's error; returns any other error unchanged. Uses codes, not
 * texts: two situations have the same text.
 */
export async function sourceException(error: unknown, path: string, busyTimeoutMs: number): Promise<unknown> {
  const code = sqliteCode(error);
  if (code === undefined) return sourceFailure(error, path);
  const context = (hint: string): ConstructorParameters<typeof DatabaseAccessException>[1] => ({
    hint,
    details: { path, sqlite_code: code },
    cause: error,
  });
  const refusal = code === SQLITE.CANTOPEN ? await cannotOpen(path, error) : undefined;
  if (refusal !== undefined) return refusal;
  switch (code) {
    case SQLITE.READONLY_ROLLBACK:
      // Not recoverable from here, so without the code by which a capture recovers a copy.
      return (
        (await foreignSuperJournal(path)) ??
        new DatabaseAccessException(
          `${path} has the journal of a writer that died: its last transaction must be rolled back first`,
          context('Start the application, or open the database once with sqlite3. Then try again.'),
        )
      );
    case SQLITE.IOERR_SHMSIZE:
    case SQLITE.FULL:
      return new DatabaseAccessException(
        `${path} cannot be opened: there is no space for SQLite's -shm file`,
        context('The disk of the database is full. Free space there, or use engine sqljs, which needs none.'),
      );
    case SQLITE.READONLY_DIRECTORY:
    case SQLITE.READONLY_CANTINIT:
    case SQLITE.CANTOPEN:
      return new DatabaseAccessException(
        `${path} cannot be opened: SQLite needs its -wal and -shm files, which are missing and cannot be created`,
        context(
          'Give this user write permission on the folder of the database (and its mount), or keep the application running.',
        ),
      );
  }
  switch (code & PRIMARY_MASK) {
    case SQLITE.BUSY:
    case SQLITE.PROTOCOL: {
      const holders = await lockHolders(path);
      const who = holders.length === 0 ? 'another process' : holders.join(', ');
      return new DatabaseAccessException(
        `${path} is locked by ${who} (waited ${String(busyTimeoutMs / 1000)} s)`,
        context(
          'Let it finish its transaction or leave exclusive locking mode, or increase busy_timeout_ms.',
        ),
      );
    }
    case SQLITE.NOTADB:
      return new DatabaseCorruptedException(
        `${path} is not a SQLite database, or it is encrypted`,
        context('Check the path. Back up an encrypted database with the tool that has its key.'),
      );
    case SQLITE.CORRUPT:
      // SQLite uses the same code for a page that the disk cannot read (SQLITE_IOERR_CORRUPTFS), which is no damage.
      return (
        (await readFailureOf(path)) ??
        new DatabaseCorruptedException(
          `${path} is damaged: ${errorText(error)}`,
          context('Keep the file, restore the last good backup, and find the cause (disk, killed writer).'),
        )
      );
    case SQLITE.PERM:
    case SQLITE.AUTH:
    case SQLITE.READONLY:
      return permissionDenied(path, error);
    default:
      return new DatabaseAccessException(
        `${path} cannot be read: ${errorText(error)}`,
        context('The disk or its file system may be failing. Check the system log.'),
      );
  }
}

/**
 * Why SQLite could not open a file for another reason than missing side files; `undefined` otherwise. The connection is
 * closed: this opens and closes the file.
 */
async function cannotOpen(path: string, error: unknown): Promise<DatabaseAccessException | undefined> {
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) {
    return new DatabaseAccessException(
      `${path} cannot be opened: the path is too long for SQLite (${String(bytes)} bytes, at most ${String(MAX_PATH_BYTES)})`,
      {
        hint: 'Mount its folder under a shorter path, or use engine sqljs, which allows longer ones.',
        details: { path, path_bytes: bytes },
        cause: error,
      },
    );
  }
  for (const suffix of ['-wal', '-shm']) {
    const failure = await access(path + suffix, constants.R_OK).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    const isDenied = isSystemError(failure) && ['EACCES', 'EPERM'].includes(failure.code);
    if (isDenied) return permissionDenied(path + suffix, failure);
  }
  if (await usesWal(path).catch(() => true)) return undefined;
  return new DatabaseAccessException(`${path} cannot be opened by SQLite`, {
    hint: 'Check the permissions of the file and of its folder, and the limit of open files (ulimit -n).',
    details: { path },
    cause: error,
  });
}

/** True for a source whose last writer died during a transaction. */
export function isHotJournal(error: unknown): boolean {
  return (
    error instanceof DatabaseAccessException && error.details['sqlite_code'] === SQLITE.READONLY_ROLLBACK
  );
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
