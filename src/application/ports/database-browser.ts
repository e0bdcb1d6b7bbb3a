import type { TableList } from '../../domain/inspection/compare-tables.ts';
import type { BrowsingEngine, TableContents } from '../../domain/inspection/table-contents.ts';

/**
 * Shows the content of a scratch database through SQLite. Internal tables are not listed.
 *
 * **Guarantees**
 * - lists tables, views and virtual tables by name
 * - lists a view without running its SQL
 * - gives up a table that never ends, and shows the others
 * - bounds samples and values
 * - leaves the file unchanged and creates no side files
 */
export interface DatabaseBrowser {
  /**
   * @throws BackupNotFoundException no file is at the path
   * @throws BackupVerificationException the list of tables cannot be read, or not within the time limit
   * @throws the signal's reason when it aborts
   */
  browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents>;
}

export interface BrowseOptions {
  readonly signal: AbortSignal;
  /** For the whole call. */
  readonly timeLimitMs: number;
}

export interface DatabaseContents extends TableList<TableContents> {
  readonly engine: BrowsingEngine;
}
