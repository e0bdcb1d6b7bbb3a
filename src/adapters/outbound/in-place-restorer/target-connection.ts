import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { BackupDirectoryException, NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { directoryException } from '../files/directory-exception.ts';
import { SQLITE, primaryCode, sourceException } from '../sqlite-file/sqlite-error.ts';

export async function replacementFailure(
  error: unknown,
  target: string,
  busyTimeoutMs: number,
): Promise<unknown> {
  switch (primaryCode(error)) {
    case SQLITE.FULL:
      return new BackupDirectoryException(`no room left: ${target}`, {
        hint: 'Nothing was changed. Free disk space: during the restore, its journal or WAL is as large as the database.',
        details: { reason: NO_SPACE, path: target },
        cause: error,
      });
    case SQLITE.READONLY:
    case SQLITE.PERM:
    case SQLITE.AUTH:
      return new DatabaseAccessException(`permission denied: ${target} may not be written`, {
        hint: "Run the command as the database's owner or as root. Its folder must be writable too.",
        details: { path: target },
        cause: error,
      });
    default:
      return directoryException(await sourceException(error, target, busyTimeoutMs), target);
  }
}

/** True when another connection holds a lock; node's backup call reports that with a generic code. */
export function isLocked(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE.BUSY || code === 0;
}

/** SQLite's own busy handler pauses up to 100 ms, during which a busy writer commits many times. */
const RETRY_MS = 2;

/** Retries until it succeeds, or a lock is held beyond the timeout. */
export async function retryWhileBusy<T>(busyTimeoutMs: number, attempt: () => T | Promise<T>): Promise<T> {
  const giveUpMs = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error) || performance.now() > giveUpMs) throw error;
      await pause(RETRY_MS);
    }
  }
}

/**
 * A connection to a target without a writer (in a rollback-journal mode also without a reader) at the time of opening.
 * The journal of a dead writer is rolled back by then. No lock is held on return.
 *
 * @param prepare statements to run before the connection reads the file
 */
export async function openTarget(target: string, busyTimeoutMs: number, prepare = ''): Promise<DatabaseSync> {
  return retryWhileBusy(busyTimeoutMs, () => {
    const connection = new DatabaseSync(target, { timeout: 0 });
    try {
      connection.exec(`PRAGMA trusted_schema = OFF; ${prepare}; BEGIN EXCLUSIVE; ROLLBACK`);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

export function pragma(connection: DatabaseSync, name: string): unknown {
  return Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** True when SQLite cannot read the file as a database. */
export function isNoDatabase(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE.NOTADB || code === SQLITE.CORRUPT;
}
