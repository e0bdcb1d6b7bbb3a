export interface StatisticsReport {
  readonly totalBackups: number;
  readonly verifiedBackups: number;
  readonly unmanagedFiles: number;
  /** Bytes of all data files. */
  readonly totalBytes: number;
  readonly databases: readonly DatabaseStatistics[];
}

export interface DatabaseStatistics {
  readonly database: string;
  readonly backups: number;
  readonly verified: number;
  readonly storedBytes: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  /** Uncompressed bytes ÷ stored bytes over the managed backups; `undefined` without any. */
  readonly compressionRatio: number | undefined;
  /** Oldest first, managed backups only. */
  readonly series: readonly {
    readonly filename: string;
    readonly createdAt: Date;
    readonly storedBytes: number;
    readonly databaseBytes: number;
    readonly durationMs: number;
    readonly verified: boolean;
  }[];
}
