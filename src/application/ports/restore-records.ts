import type { RestoreRecord } from '../../domain/restore/restore-record.ts';

/**
 * The last restore in place of each database. Saves are durable on return.
 *
 * **Guarantees**
 * - keeps one record per database
 * - shares records between processes
 * - keeps records of different databases apart
 * - keeps the old record when a save fails
 * - reads an unreadable record as none
 */
export interface RestoreRecords {
  /** Every database's record, the latest restore first. */
  list(): Promise<readonly RestoreRecord[]>;
  /** `undefined` when there is none. */
  read(database: string): Promise<RestoreRecord | undefined>;
  /** @throws BackupDirectoryException */
  save(record: RestoreRecord): Promise<void>;
  /**
   * Idempotent.
   * @throws BackupDirectoryException
   */
  clear(database: string): Promise<void>;
}
