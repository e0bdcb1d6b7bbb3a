import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { assertOwnLog } from './hard-links.ts';
import { assertNotMountedAlone } from './lone-mount.ts';

/**
 * The real path of a source that a capture may open. SQLite names the side files after the real path, so
 * symbolic links are resolved first. To be called before any connection: a file that is a mount of its own is opened.
 *
 * @throws DatabaseNotFoundException nothing is there
 * @throws DatabaseAccessException not a regular file, or not readable by this user, or mounted or linked without its log
 * @throws DatabaseCorruptedException an empty file
 */
export async function locateSourceFile(path: string): Promise<string> {
  const real = await resolve(path);
  const facts = await stat(real);
  if (!facts.isFile()) {
    throw new DatabaseAccessException(
      `${path} is ${facts.isDirectory() ? 'a directory' : 'no regular file'}`,
      {
        hint: 'Name the database file itself.',
        details: { path },
      },
    );
  }
  await access(real, constants.R_OK).catch((error: unknown) => {
    throw permissionDenied(path, error);
  });
  if (facts.size === 0) {
    throw new DatabaseCorruptedException(`${path} is empty: not a database yet`, {
      hint: 'Check that the application writes to this path; nothing was backed up.',
      details: { path },
    });
  }
  await assertNotMountedAlone(real);
  await assertOwnLog(real);
  return real;
}

async function resolve(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EACCES') throw permissionDenied(path, error);
    throw new DatabaseNotFoundException(`no file at ${path}`, {
      hint: 'Check the path (and that its disk is mounted); a missing database is never backed up as an empty one.',
      details: { path },
      cause: error,
    });
  }
}

/** The refusal for a source that this user may not read. */
export function permissionDenied(path: string, cause: unknown): DatabaseAccessException {
  const uid = process.getuid?.();
  const user = uid === undefined ? 'this user' : `user id ${String(uid)}`;
  return new DatabaseAccessException(`permission denied: ${user} may not read ${path}`, {
    hint: 'Run as the user that owns the database, or give this one read permission on it and its folder.',
    details: { path },
    cause,
  });
}
