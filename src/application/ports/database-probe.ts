/**
 * Checks a source as a capture would, without capturing it: for preflight.
 *
 * **Guarantees**
 * - leaves the bytes of the database, its -wal and -journal unchanged
 * - throws the same exception as a capture of the source
 */
export interface DatabaseProbe {
  /**
   * @throws DatabaseNotFoundException no file is at the path
   * @throws DatabaseAccessException no permission, locked beyond the wait, cannot be opened
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws the signal's reason when it aborts
   */
  probe(sourcePath: string, options: ProbeOptions): Promise<DatabaseProbeFacts>;
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
