import { constants } from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import type { FileOwner } from '../../../domain/backup/manifest.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import {
  isMissing,
  isSystemError,
  systemCodeOf,
  systemErrorHint,
  systemErrorMeaning,
} from '../files/directory-exception.ts';
import { assertOwnWal, assertNotSingleFileMount } from './source-guards.ts';
import { MIB } from '../../../domain/units.ts';

const READ_BYTES = MIB;
/** Without set-user-ID and similar bits, which mean nothing for a database. */
const PERMISSION_BITS = 0o777;
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ELOOP'];

/**
 * The real path of a source that a capture may open. SQLite names the side files after the real path, so symbolic links
 * are resolved first. Call it before any connection: it opens a file that is a mount of its own.
 *
 * @throws DatabaseNotFoundException there is no file
 * @throws DatabaseAccessException not a regular file, not readable by this user, or mounted or linked without its WAL
 * @throws DatabaseCorruptedException an empty file
 */
export async function locateSourceFile(path: string): Promise<string> {
  const real = await resolve(path);
  const facts = await stat(real).catch((error: unknown) => {
    throw sourceFailure(error, path);
  });
  if (!facts.isFile()) {
    throw new DatabaseAccessException(
      `${path} is ${facts.isDirectory() ? 'a directory' : 'no regular file'}`,
      {
        hint: 'Give the path of the database file.',
        details: { path },
      },
    );
  }
  await access(real, constants.R_OK).catch((error: unknown) => {
    throw sourceFailure(error, path);
  });
  if (facts.size === 0) {
    throw new DatabaseCorruptedException(`${path} is empty: not a database yet`, {
      hint: 'Nothing was backed up. Check that the application writes to this path.',
      details: { path },
    });
  }
  try {
    await assertNotSingleFileMount(real);
    await assertOwnWal(real);
  } catch (error) {
    throw sourceFailure(error, path);
  }
  return real;
}

/** `undefined` where the host has no numeric owners, or the file was removed. Opens nothing. */
export async function ownerOfSource(path: string): Promise<FileOwner | undefined> {
  if (process.getuid === undefined) return undefined;
  const facts = await stat(path).catch(() => undefined);
  return facts && { uid: facts.uid, gid: facts.gid, mode: facts.mode & PERMISSION_BITS };
}

async function resolve(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isSystemError(error) || !NOT_THERE.includes(error.code)) throw sourceFailure(error, path);
    throw new DatabaseNotFoundException(`no file at ${path}`, {
      hint: 'Check the path, and that its disk is mounted. A missing database is never backed up as an empty one.',
      details: { path },
      cause: error,
    });
  }
}

/**
 * Translates a system error at a source into the operator's error; returns any other error unchanged. It is no statement
 * about the content: an unreadable disk is no damage of the database.
 */
export function sourceFailure(error: unknown, path: string): unknown {
  if (!isSystemError(error)) return error;
  const code = systemCodeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return permissionDenied(path, error);
  return new DatabaseAccessException(`${path} cannot be read: ${systemErrorMeaning(error)}`, {
    hint: systemErrorHint(error),
    details: { path, system_code: code },
    cause: error,
  });
}

/**
 * Reads a file to its end.
 * @returns the reason why it cannot be read; `undefined` when it can, or does not exist
 */
export async function readFailureOf(path: string): Promise<unknown> {
  try {
    const file = await open(path, 'r');
    try {
      const block = Buffer.allocUnsafe(READ_BYTES);
      while ((await file.read(block)).bytesRead > 0);
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return isMissing(error) ? undefined : sourceFailure(error, path);
  }
}

export function permissionDenied(path: string, cause: unknown): DatabaseAccessException {
  const uid = process.getuid?.();
  const user = uid === undefined ? 'this user' : `user id ${String(uid)}`;
  return new DatabaseAccessException(`permission denied: ${user} may not read ${path}`, {
    hint: 'Run as the user that owns the database, or give this user read permission on it and its folder.',
    details: { path },
    cause,
  });
}
