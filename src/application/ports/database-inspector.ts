import type { QueryAnswer } from '../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../domain/verification/verification.ts';

/**
 * Lets SQLite check the content of a scratch database that is ours alone.
 *
 * **Guarantees**
 * - A sound database gives only `ok`; damage that SQLite sees gives `failed`.
 * - What could not be checked (a missing module or collation, the engine's size limit) is `inconclusive`.
 * - Content that SQLite allows (a violated foreign key, NULL in a NOT NULL column) is a note on an ok result.
 * - A schema that SQLite here cannot read, and one of views alone, is `inconclusive`.
 * - An empty file, a file that is no database and a database without a table or view give `failed`.
 * - A query never changes the database, and ends within its time limit.
 * - The file at the path has the same bytes afterwards, and no side files are left.
 */
export interface DatabaseInspector {
  /**
   * @throws BackupNotFoundException nothing is at the path
   * @throws the signal's reason when it aborts
   */
  inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]>;
  /**
   * Asks the database one SELECT. What keeps it from answering is an answer too, not an exception.
   * @throws BackupNotFoundException nothing is at the path
   * @throws the signal's reason when it aborts
   */
  query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer>;
  /**
   * What the database's header says of it.
   * @throws BackupNotFoundException nothing is at the path
   * @throws DatabaseCorruptedException it is no database
   */
  describe(databasePath: string): Promise<DatabaseFacts>;
}

export interface QueryOptions {
  readonly signal: AbortSignal;
  /** Past it the answer is that there is none. */
  readonly timeoutMs: number;
}

export interface DatabaseFacts {
  readonly pageSize: number;
  /** The mode that the file itself asks for. */
  readonly journalMode: 'wal' | 'delete';
  /** The SQLite that wrote last, e.g. `3.40.1`. */
  readonly writerSqliteVersion: string;
}
