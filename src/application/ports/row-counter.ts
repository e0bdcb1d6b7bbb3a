import type { TableList } from '../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../domain/inspection/table-contents.ts';

/**
 * Counts the rows of a live database's tables.
 *
 * **Guarantees**
 * - leaves the bytes of the database, its -wal and -journal unchanged
 * - lists the same tables as a DatabaseBrowser
 * - holds no lock between tables
 * - counts the other tables when one takes too long
 */
export interface RowCounter {
  /**
   * Each table is counted separately: under a writer the counts are of different times.
   * @throws DatabaseNotFoundException no file is at the path
   * @throws DatabaseAccessException no permission, locked beyond the wait, cannot be opened
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws BackupCreationException larger than the engine can read, or the engine's process died
   * @throws BackupTimeoutException the list of tables could not be read within the time limit
   * @throws the signal's reason when it aborts
   */
  count(sourcePath: string, options: RowCountOptions): Promise<TableList<TableFacts>>;
}

export interface RowCountOptions {
  readonly busyTimeoutMs: number;
  /** For the whole call. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}
