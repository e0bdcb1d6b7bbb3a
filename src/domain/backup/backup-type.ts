/**
 * Which changes a backup holds: `full` is the whole database, `diff` all pages that changed since the last full, `incr`
 * those that changed since the last backup of any type.
 */
export const BACKUP_TYPES = ['full', 'diff', 'incr'] as const;

export type BackupType = (typeof BACKUP_TYPES)[number];
