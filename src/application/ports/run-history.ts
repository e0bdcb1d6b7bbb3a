import type { HistoryEntry, HistoryRecord } from '../../domain/history/history-entry.ts';

/**
 * The record of all runs, across processes and crashes.
 *
 * **Guarantees**
 * - shares records between all histories of the directory
 * - loses no record of concurrent processes
 * - reports a run of a dead process as interrupted
 * - reports a run of a living process as running
 * - reports a run as interrupted once another process started one of the same database
 * - counts unreadable lines and reads the others
 * - keeps a bounded number of runs and drops the oldest
 * - reads a missing backup directory as empty
 */
export interface RunHistory {
  /**
   * Adds a record, durable on return. Idempotent.
   * @throws BackupDirectoryException no space, no permission
   */
  append(record: HistoryRecord): Promise<void>;
  /**
   * Newest first.
   * @throws BackupDirectoryException the run history exists but cannot be read
   */
  read(): Promise<HistoryReading>;
}

export interface HistoryReading {
  readonly entries: readonly HistoryEntry[];
  /** Lines torn by a crash, or damaged. */
  readonly unreadableLines: number;
}
