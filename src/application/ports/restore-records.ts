import type { RestoreRecord } from '../../domain/restore/restore-record.ts';

/**
 * What the last restore in place of each database was.
 *
 * **Guarantees**
 * - One record for each database; saving replaces it, all or nothing, durable on return.
 * - What one process saved another one reads.
 * - Records of different databases do not meet, whoever saves them at the same time.
 * - A record that is unreadable reads as none: it decides only what `undo` offers.
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
