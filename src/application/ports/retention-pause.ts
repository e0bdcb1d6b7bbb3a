/**
 * Whether something keeps retention from removing backups of a database.
 *
 * **Guarantees**
 * - Databases do not freeze each other.
 * - Where it cannot be told whether there is a reason, that is a reason.
 */
export interface RetentionPause {
  /** Why nothing of the database may be removed now, in words for the operator; `undefined` when it may. */
  pausedReason(database: string): Promise<string | undefined>;
}
