import type { HistoryEntry, HistoryRecord } from '../../domain/history/history-entry.ts';

/**
 * What became of every run, across processes and their deaths.
 *
 * **Guarantees**
 * - A record that was appended survives the death of its process, and is read by every other journal on the same
 *   directory.
 * - Several processes append at the same time without losing a record of each other's.
 * - A run that began and whose process died is `interrupted`; while its process lives it is `running`.
 * - A run that began is `interrupted` once another process has begun a run of the same database.
 * - What cannot be read is counted, and does not hide what can.
 * - The number of runs it keeps is bounded: the oldest go first.
 * - A missing backup directory reads as an empty journal.
 */
export interface RunHistory {
  /**
   * Adds a record; durable on return. Adding one again changes nothing.
   * @throws BackupDirectoryException no room, no permission
   */
  append(record: HistoryRecord): Promise<void>;
  /**
   * Every run on record, newest first.
   * @throws BackupDirectoryException the journal is there but cannot be read
   */
  read(): Promise<HistoryReading>;
}

export interface HistoryReading {
  readonly entries: readonly HistoryEntry[];
  /** Lines that are no records: torn by a crash, or damaged. */
  readonly unreadableLines: number;
}
