import type { TableList } from '../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../domain/inspection/table-contents.ts';

/**
 * Reads a live database without capturing it.
 *
 * **Guarantees**
 * - leaves the bytes of the database, its -wal and -journal unchanged
 * - throws the same exception as a capture of the source
 * - lists the same tables as a DatabaseInspector
 * - holds no lock between tables
 * - counts the other tables when one takes too long
 */
export interface DatabaseProbe {
  /**
   * @throws DatabaseNotFoundException no file is at the path
   * @throws DatabaseAccessException no permission, locked beyond the wait, cannot be opened
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws the signal's reason when it aborts
   */
  probe(sourcePath: string, options: ProbeOptions): Promise<DatabaseProbeFacts>;
  /**
   * Each table is counted separately: under a writer the counts are of different times.
   * @throws DatabaseNotFoundException no file is at the path
   * @throws DatabaseAccessException no permission, locked beyond the wait, cannot be opened
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws BackupCreationException larger than the engine can read, or the engine's process died
   * @throws BackupTimeoutException the list of tables could not be read within the time limit
   * @throws the signal's reason when it aborts
   */
  countRows(sourcePath: string, options: RowCountOptions): Promise<TableList<TableFacts>>;
  /** The engine and its SQLite version. */
  engine(): Promise<EngineFacts>;
}

export interface ProbeOptions {
  readonly busyTimeoutMs: number;
  readonly signal: AbortSignal;
}

export interface EngineFacts {
  readonly engine: 'native' | 'sqljs';
  readonly sqliteVersion: string;
}

export interface DatabaseProbeFacts {
  readonly databaseBytes: number;
  readonly pageSize: number;
  readonly pageCount: number;
  readonly journalMode: string;
  /** The SQLite that wrote last, e.g. `3.40.1`, from the header. */
  readonly writerSqliteVersion: string;
  /** Size of the WAL. */
  readonly walBytes: number;
  /** Further names (hard links) of the file. */
  readonly otherHardLinks: number;
  /** E.g. `ext4`, `nfs`; `undefined` where the platform does not report it. */
  readonly fileSystem: string | undefined;
  /** Side files whose owner differs from the database's. */
  readonly foreignSideFiles: readonly string[];
  /** Whether side files created by a reader of this user would have another owner than the database. */
  readonly runsAsAnotherUser: boolean;
}

export interface RowCountOptions extends ProbeOptions {
  /** For the whole call. */
  readonly timeLimitMs: number;
}
