import type { BucketKind } from './calendar-bucket.ts';

export const MAX_COUNT = 1_000_000;
export const MAX_DAYS = 36_500;

export interface RetentionPolicy {
  /** Days of history, counted back from the newest verified backup. */
  readonly keepDays: number;
  /** Maximum of verified backups; backups that are never removed may exceed it. */
  readonly maxBackupFiles: number;
  /** Number of verified backups kept at any age. */
  readonly keepMin: number;
  /** Number of hours with a verified backup whose newest backup is kept. 0: none. */
  readonly keepHourly: number;
  readonly keepDaily: number;
  /** ISO 8601 weeks, Monday to Sunday. */
  readonly keepWeekly: number;
  readonly keepMonthly: number;
  readonly keepYearly: number;
  /** IANA name of the zone of these hours, days, weeks, months and years, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
}

export interface RetentionPolicies {
  /** For every database without its own policy. */
  readonly retention: RetentionPolicy;
  /** By database name. */
  readonly ownRetention: ReadonlyMap<string, RetentionPolicy>;
}

export function retentionOf(
  database: string | undefined,
  { retention, ownRetention }: RetentionPolicies,
): RetentionPolicy {
  return (database === undefined ? undefined : ownRetention.get(database)) ?? retention;
}

export function bucketCount(policy: RetentionPolicy, kind: BucketKind): number {
  return {
    hourly: policy.keepHourly,
    daily: policy.keepDaily,
    weekly: policy.keepWeekly,
    monthly: policy.keepMonthly,
    yearly: policy.keepYearly,
  }[kind];
}
