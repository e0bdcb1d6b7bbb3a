import type { TableList } from '../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../domain/inspection/table-contents.ts';

/**
 * Counts the rows of a live database's tables.
 *
 * **Guarantees**
 * - The bytes of the database, its `-wal` and `-journal` stay as they were.
 * - Writers wait for no more than the count of one table, and for that a short time at most.
 * - It lists what a DatabaseBrowser lists of the same database.
 * - A table that cannot be counted, or not within its time, is listed without a count.
 */
export interface RowCounter {
  /**
   * Each table is counted by itself: under a writer the counts are of different moments.
   *
   * @throws DatabaseNotFoundException nothing is at the path
   * @throws DatabaseAccessException no permission, locked beyond the wait, not openable
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws BackupCreationException larger than the engine can read, or the engine's process died
   * @throws BackupTimeoutException not even the list of tables could be read within the time limit
   * @throws the signal's reason when it aborts
   */
  count(sourcePath: string, options: RowCountOptions): Promise<TableList<TableFacts>>;
}

export interface RowCountOptions {
  readonly busyTimeoutMs: number;
  /** For all of it. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}
