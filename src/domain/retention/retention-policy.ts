import type { BucketKind } from './calendar-bucket.ts';

/** The most that a policy may ask for. */
export const MAX_COUNT = 1_000_000;
export const MAX_DAYS = 36_500;

/** Which backups of a database are kept. */
export interface RetentionPolicy {
  /** Days of history, counted back from the newest verified backup. */
  readonly keepDays: number;
  /** How many verified backups at the most; what is never removed does not give way to it. */
  readonly maxBackupFiles: number;
  /** How many verified backups stay whatever their age. */
  readonly keepMin: number;
  /** Of how many hours, the newest that have a verified backup, the newest one stays. 0: of none. */
  readonly keepHourly: number;
  readonly keepDaily: number;
  /** ISO 8601 weeks, Monday to Sunday. */
  readonly keepWeekly: number;
  readonly keepMonthly: number;
  readonly keepYearly: number;
  /** IANA name of the zone whose hours, days, weeks, months and years these are, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
}

/** The policies of several databases. */
export interface RetentionPolicies {
  /** For every database that has no policy of its own. */
  readonly retention: RetentionPolicy;
  /** By the name of the database. */
  readonly ownRetention: ReadonlyMap<string, RetentionPolicy>;
}

export function retentionOf(
  database: string | undefined,
  { retention, ownRetention }: RetentionPolicies,
): RetentionPolicy {
  return (database === undefined ? undefined : ownRetention.get(database)) ?? retention;
}

/** How many buckets of a kind the policy asks for. */
export function bucketsAskedFor(policy: RetentionPolicy, kind: BucketKind): number {
  return {
    hourly: policy.keepHourly,
    daily: policy.keepDaily,
    weekly: policy.keepWeekly,
    monthly: policy.keepMonthly,
    yearly: policy.keepYearly,
  }[kind];
}
