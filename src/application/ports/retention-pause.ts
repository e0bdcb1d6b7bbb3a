/**
 * Whether retention of a database is paused.
 *
 * **Guarantees**
 * - pauses only the database with the reason
 * - pauses retention when the reason is unreadable
 */
export interface RetentionPause {
  /** Why nothing of the database may be removed now, for the operator; `undefined` when it may. */
  pausedReason(database: string): Promise<string | undefined>;
}
