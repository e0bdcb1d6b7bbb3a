/**
 * Looks at a source as a capture would, without capturing it: for preflight.
 *
 * **Guarantees**
 * - The bytes of the database, its `-wal` and `-journal` stay as they were.
 * - What is wrong with the source is thrown as the same exception that a capture of it would throw.
 */
export interface DatabaseProbe {
  /**
   * @throws DatabaseNotFoundException nothing is at the path
   * @throws DatabaseAccessException no permission, locked beyond the wait, not openable
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws the signal's reason when it aborts
   */
  probe(sourcePath: string, options: ProbeOptions): Promise<DatabaseProbeFacts>;
  /** Which engine looks, and its SQLite version. */
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
  /** Version of the SQLite that wrote last, e.g. `3.40.1`, from the header. */
  readonly writerSqliteVersion: string;
  /** Bytes of the write-ahead log. */
  readonly walBytes: number;
  /** Names under which the file is linked besides this one. */
  readonly otherHardLinks: number;
  /** Type of the file system, e.g. `ext4`, `nfs`; `undefined` where the platform does not tell. */
  readonly fileSystem: string | undefined;
  /** Side files whose owner differs from the database's. */
  readonly foreignSideFiles: readonly string[];
  /** Whether a reader of this user would own side files it creates differently from the database. */
  readonly runsAsAnotherUser: boolean;
}
