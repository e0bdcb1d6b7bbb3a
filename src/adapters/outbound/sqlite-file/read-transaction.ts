import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isForeignSchema } from './check-failure.ts';
import type { OpenContent } from './content-checks.ts';
import { emptyDatabase } from './database-header.ts';
import { countTables } from './listed-tables.ts';
import { nativeContent } from './native-content.ts';
import { assertNoForeignSideFiles } from './source-guards.ts';
import { SQLITE, primaryCode, sourceException, sqliteCode } from './sqlite-error.ts';

export interface SnapshotFacts {
  readonly sqliteVersion: string;
  readonly journalMode: string;
  readonly pageSize: number;
  readonly pageCount: number;
  /** Pages outside the freelist. */
  readonly usedPageCount: number;
  readonly tableCount: number | undefined;
}

/**
 * The pause between two attempts. SQLite's own busy handler pauses up to 100 ms, during which a busy writer commits many
 * times: short pauses find the gaps between its commits.
 */
const RETRY_MS = 2;
const MAPPED_BYTES = 2 ** 31 - 65536;

/** A read-only connection with an open read transaction: it sees one committed state until `close`. */
export class ReadTransaction {
  readonly connection: DatabaseSync;
  readonly facts: SnapshotFacts;

  private constructor(connection: DatabaseSync, facts: SnapshotFacts) {
    this.connection = connection;
    this.facts = facts;
  }

  /**
   * @param path the real path of an existing file
   * @throws DatabaseAccessException locked beyond the timeout, not openable, or opening would harm its owner
   * @throws DatabaseCorruptedException not a database, empty, without a table
   */
  static async open(path: string, busyTimeoutMs: number): Promise<ReadTransaction> {
    await assertNoForeignSideFiles(path);
    const giveUpMs = performance.now() + busyTimeoutMs;
    for (;;) {
      try {
        return ReadTransaction.#begin(path);
      } catch (error) {
        if (!isTemporary(error) || performance.now() > giveUpMs)
          throw await sourceException(error, path, busyTimeoutMs);
        await pause(RETRY_MS);
      }
    }
  }

  static #begin(path: string): ReadTransaction {
    // The connection is read-only, so it cannot write. Defensive mode would forbid the PRAGMA of `tolerateSchema`.
    const connection = new DatabaseSync(path, { readOnly: true, defensive: false });
    const { query } = nativeContent(connection);
    try {
      // Memory mapping saves a system call per page during the check, and does not count as private memory.
      connection.exec(`PRAGMA trusted_schema = OFF; PRAGMA mmap_size = ${String(MAPPED_BYTES)}; BEGIN`);
      // BEGIN alone takes no lock: the first read does.
      const isForeign = tolerateSchema(connection);
      const entries = numberOf(connection, 'SELECT count(*) AS value FROM sqlite_schema');
      const pageCount = numberOf(connection, 'SELECT page_count AS value FROM pragma_page_count');
      const freePages = numberOf(connection, 'SELECT freelist_count AS value FROM pragma_freelist_count');
      const facts: SnapshotFacts = {
        sqliteVersion: String(valueOf(connection, 'SELECT sqlite_version() AS value')),
        journalMode: String(valueOf(connection, 'SELECT journal_mode AS value FROM pragma_journal_mode')),
        pageSize: numberOf(connection, 'SELECT page_size AS value FROM pragma_page_size'),
        pageCount,
        usedPageCount: Math.max(0, pageCount - freePages),
        tableCount: countTables(query),
      };
      // From here on the check sees the schema as SQLite does.
      if (isForeign) connection.exec('PRAGMA writable_schema = RESET');
      if (entries === 0) throw emptyDatabase(path);
      return new ReadTransaction(connection, facts);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  get content(): OpenContent {
    return nativeContent(this.connection);
  }

  /** Ends the transaction and closes the connection. */
  close(): void {
    this.connection.close();
  }
}

/** Locks are temporary, and a live application rolls a dead writer's journal back when it opens the database. */
function isTemporary(error: unknown): boolean {
  return primaryCode(error) === SQLITE.BUSY || sqliteCode(error) === SQLITE.READONLY_ROLLBACK;
}

/**
 * Lets a connection read a database whose schema another SQLite wrote and this one cannot parse: its pages are readable.
 * Damage stays an error. Source: https://www.sqlite.org/pragma.html#pragma_writable_schema
 *
 * @returns whether the schema needed it
 */
function tolerateSchema(connection: DatabaseSync): boolean {
  try {
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (!isForeignSchema(error)) throw error;
    connection.exec('PRAGMA writable_schema = ON');
    return true;
  }
}

function valueOf(connection: DatabaseSync, sql: string): unknown {
  return connection.prepare(sql).get()?.['value'];
}

function numberOf(connection: DatabaseSync, sql: string): number {
  return Number(valueOf(connection, sql));
}
