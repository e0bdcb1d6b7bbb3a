import type { TableList } from '../../domain/inspection/compare-tables.ts';
import type { BrowsingEngine, TableContents } from '../../domain/inspection/table-contents.ts';
import type { QueryAnswer } from '../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../domain/verification/verification.ts';

/**
 * Checks and shows the content of a scratch database through SQLite. Internal tables are not shown.
 *
 * A good database gives only `ok`; visible damage, an empty file, and a file that is no database give
 * `failed`. A missing module or collation, the engine's size limit, and an unreadable schema give
 * `inconclusive`. Allowed content (a violated foreign key, NULL in a NOT NULL column) is a note on an ok
 * result.
 *
 * **Guarantees**
 * - gives ok, failed or inconclusive, and leaves the file unchanged
 * - never changes the database by a query
 * - ends a query within its time limit
 * - lists tables, views and virtual tables by name
 * - lists a view without running its SQL
 * - gives up a table that never ends, and shows the others
 * - bounds samples and values
 * - leaves the file unchanged and creates no side files
 */
export interface DatabaseInspector {
  /**
   * @throws BackupNotFoundException no file is at the path
   * @throws the signal's reason when it aborts
   */
  inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]>;
  /**
   * Runs one SELECT. A failed query is an answer too, not an exception.
   * @throws BackupNotFoundException no file is at the path
   * @throws the signal's reason when it aborts
   */
  query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer>;
  /**
   * The facts in the database's header.
   * @throws BackupNotFoundException no file is at the path
   * @throws BackupDirectoryException it cannot be read
   * @throws DatabaseCorruptedException it is not a database
   */
  describe(databasePath: string): Promise<DatabaseFacts>;
  /**
   * @throws BackupNotFoundException no file is at the path
   * @throws BackupVerificationException the list of tables cannot be read, or not within the time limit
   * @throws the signal's reason when it aborts
   */
  browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents>;
}

export interface QueryOptions {
  readonly signal: AbortSignal;
  /** Afterwards the answer is inconclusive. */
  readonly timeoutMs: number;
}

export interface DatabaseFacts {
  readonly pageSize: number;
  /** The mode in the header. */
  readonly journalMode: 'wal' | 'delete';
  /** The SQLite that wrote last, e.g. `3.40.1`. */
  readonly writerSqliteVersion: string;
}

export interface BrowseOptions {
  readonly signal: AbortSignal;
  /** For the whole call. */
  readonly timeLimitMs: number;
}

export interface DatabaseContents extends TableList<TableContents> {
  readonly engine: BrowsingEngine;
}
