import type { AnomalyState } from '../../domain/anomaly/anomaly.ts';

/**
 * What is suspicious about each database's source, remembered from run to run.
 *
 * **Guarantees**
 * - What was written is read by every other store on the same directory, and is durable on return.
 * - A write is all or nothing: one that died leaves the old record or the new one.
 * - A record that is damaged or cannot be read is read as `unreadable_record`, never as "no anomaly".
 * - Records of different databases do not meet.
 */
export interface AnomalyStore {
  /** Without a record: no anomalies. Never throws for what is on the disk. */
  read(database: string): Promise<AnomalyState>;
  /**
   * Replaces the record; the caller holds the database's lock.
   * @throws BackupDirectoryException no room, no permission
   */
  write(database: string, state: AnomalyState): Promise<void>;
  /**
   * Removes the record, a damaged one too; the caller holds the database's lock. Idempotent.
   * @throws BackupDirectoryException
   */
  clear(database: string): Promise<void>;
  /**
   * The databases that have a record, sorted; none where the backup directory is missing.
   * @throws BackupDirectoryException the records cannot be listed
   */
  databases(): Promise<readonly string[]>;
}
