import type { NotificationState } from '../../domain/notification/notification-state.ts';

/**
 * Sent and waiting notifications, kept across processes. Updates are durable on return. A port,
 * because it needs the file system and a lock between processes.
 *
 * **Guarantees**
 * - shares the state between all records of the directory
 * - applies concurrent updates in turn, without losing one
 * - keeps the old state when a write fails
 * - reads a missing record as empty
 * - reads a damaged record as empty
 */
export interface NotificationRecord {
  /** Never throws: a repeated notification is better than a lost one. */
  read(): Promise<NotificationState>;
  /**
   * Replaces the state by the result of `change`.
   * @param change must be synchronous and must not throw
   * @throws BackupDirectoryException no space, no permission, or another process holds the record too long
   */
  update(change: (state: NotificationState) => NotificationState): Promise<void>;
}
