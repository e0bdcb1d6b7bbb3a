import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { SQLITE, primaryCode } from '../sqlite-file/sqlite-error.ts';
import { isLocked } from './replacement-failure.ts';

/** SQLite's own busy handler pauses up to 100 ms, in which a writer that never rests commits many times. */
const RETRY_MS = 2;

/** Tries until it works or the lock that hinders it is held beyond the wait. */
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
 * A connection to a target that nobody else was writing to a moment ago (nor reading, in a rollback-journal mode).
 * What a dead writer left in a journal is rolled back by then. No lock is held on return.
 *
 * @param prepare statements for the connection before it looks at the file
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

/** A PRAGMA's one value. */
export function pragma(connection: DatabaseSync, name: string): unknown {
  return Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** True when SQLite cannot make anything of a file, however long it waits. */
export function isNoDatabase(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE.NOTADB || code === SQLITE.CORRUPT;
}
