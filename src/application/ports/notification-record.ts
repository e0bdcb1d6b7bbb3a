import type { NotificationState } from '../../domain/notification/notification-state.ts';

/**
 * What has been told and what is on its way, remembered across processes and their deaths.
 *
 * **Guarantees**
 * - What was written is read by every other record on the same directory, and is durable on return.
 * - A write is all or nothing: one that died leaves the old state or the new one.
 * - Updates take turns, those of other processes too: none of them is lost.
 * - A record that is missing, damaged or unreadable is read as if nothing had been told: rather told twice than never.
 */
export interface NotificationRecord {
  /** Never throws for what is on the disk. */
  read(): Promise<NotificationState>;
  /**
   * Replaces the state by what `change` makes of it.
   * @param change must not wait and must not throw
   * @throws BackupDirectoryException no room, no permission, or somebody holds the record for too long
   */
  update(change: (state: NotificationState) => NotificationState): Promise<void>;
}
