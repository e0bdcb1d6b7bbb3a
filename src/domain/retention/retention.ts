import type { Backup } from '../backup/backup.ts';

/** Which backups of a database are kept. */
export interface RetentionPolicy {
  /** Days of history, counted back from the newest verified backup. */
  readonly keepDays: number;
  /** How many verified backups at the most; what is never removed does not give way to it. */
  readonly maxBackupFiles: number;
  /** How many verified backups stay whatever their age. */
  readonly keepMin: number;
}

/** What becomes of one backup, and why, in words for the operator. */
export interface RetentionDecision {
  readonly backup: Backup;
  readonly action: 'keep' | 'remove';
  readonly reason: string;
}
