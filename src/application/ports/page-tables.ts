import type { BackupType } from '../../domain/backup/backup-type.ts';

/** What a table says about the capture that it describes. */
export interface PageTable {
  /** For `CaptureRequest.changes`. */
  readonly path: string;
  /** Hex SHA-256 of the stored file: the backup that it describes. */
  readonly storedSha256: string;
  /** Hex SHA-256 of the whole database at its capture. */
  readonly databaseSha256: string;
  /** Identity, size and times of the source's files; absent: a later change could go unseen. */
  readonly fingerprint?: string | undefined;
  /** Bytes; 0 where the table has no digests of pages: no delta can depend on the backup. */
  readonly pageSize: number;
}

export interface PageTablesOfDatabase {
  /** Of the last full; absent: lost, damaged, or never written. */
  readonly full?: PageTable | undefined;
  /** Of the last backup of any type. */
  readonly last?: PageTable | undefined;
}

/**
 * The digests of each database's pages at its last full and at its last backup, so that a delta can be made without
 * reading an earlier backup. A lost table costs a full backup, nothing else. A port of its own, because the tables are
 * local, whatever the stores are.
 *
 * **Guarantees**
 * - gives the table of the last full and of the last backup
 * - replaces a table completely or not at all
 * - gives no damaged table
 * - keeps the tables of each database apart
 */
export interface PageTables {
  /** A table that cannot be read is left out. */
  read(database: string): Promise<PageTablesOfDatabase>;
  /**
   * Makes a table that a capture left next to its artifact the newest one; that of a full also becomes the table of the
   * last full. Call it when the backup is published; the caller holds the database's lock.
   * @throws BackupDirectoryException no space, no permission; the earlier tables may be gone
   */
  commit(database: string, tablePath: string, type: BackupType): Promise<void>;
}
