import type { TableList } from '../../domain/inspection/compare-tables.ts';
import type { BrowsingEngine, TableContents } from '../../domain/inspection/table-contents.ts';

/**
 * Lets SQLite show what is in a scratch database that is ours alone.
 *
 * **Guarantees**
 * - Tables, views and virtual tables are listed by name; SQLite's own tables, and those in which a virtual table keeps
 *   its content, are not.
 * - A view is listed, and its SQL is not run.
 * - A table that cannot be read or counted, or not within the time limit, is listed without what is missing.
 * - Samples, values, names and statements are bounded, whatever the database holds.
 * - The file at the path has the same bytes afterwards, and no side files are left.
 */
export interface DatabaseBrowser {
  /**
   * @throws BackupNotFoundException nothing is at the path
   * @throws BackupVerificationException not even its list of tables can be read, or not within the time limit
   * @throws the signal's reason when it aborts
   */
  browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents>;
}

export interface BrowseOptions {
  readonly signal: AbortSignal;
  /** For all of it. */
  readonly timeLimitMs: number;
}

export interface DatabaseContents extends TableList<TableContents> {
  readonly engine: BrowsingEngine;
}
