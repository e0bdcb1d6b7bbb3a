import type { AnomalyState } from '../../domain/anomaly/anomaly.ts';

/**
 * The anomalies of each database's source, kept from run to run. Records are durable on return.
 *
 * **Guarantees**
 * - shares records between all stores of the directory
 * - keeps the old record when a write fails
 * - reads a damaged record as `unreadable_record`
 * - keeps records of different databases apart
 */
export interface AnomalyStore {
  /** No anomalies without a record. Never throws: an unreadable record is an anomaly. */
  read(database: string): Promise<AnomalyState>;
  /**
   * Replaces the record; the caller holds the database's lock.
   * @throws BackupDirectoryException no space, no permission
   */
  write(database: string, state: AnomalyState): Promise<void>;
  /**
   * Removes the record, also a damaged one; the caller holds the database's lock. Idempotent.
   * @throws BackupDirectoryException
   */
  clear(database: string): Promise<void>;
  /**
   * The databases with a record, sorted; none without a backup directory.
   * @throws BackupDirectoryException the records cannot be listed
   */
  databases(): Promise<readonly string[]>;
}
