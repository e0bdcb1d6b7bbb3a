import { BUCKET_KINDS, type BucketKind } from '../../../../../domain/retention/calendar-bucket.ts';
import { representedBuckets } from '../../../../../domain/retention/represented-buckets.ts';
import type { Backup, RetentionPolicy } from '../../api/types.ts';

interface BucketSlot {
  /** As the service names it, without its kind: `2026-11-20`, `2026-W47`. */
  readonly name: string;
  readonly backup: Backup;
}

export interface BucketRow {
  readonly kind: BucketKind;
  readonly wanted: number;
  /** Newest first. */
  readonly slots: readonly BucketSlot[];
}

/**
 * Uses the same rule as the service.
 * @param backups of one database, newest first
 * @returns nothing if the browser does not know the time zone
 */
export function bucketRows(
  backups: readonly Backup[],
  policy: RetentionPolicy,
  now: Date,
): readonly BucketRow[] {
  const wanted = BUCKET_KINDS.filter((kind) => policy[`keep_${kind}`] > 0);
  if (wanted.length === 0) return [];
  const represented = representedOf(backups, policy, now);
  if (represented === undefined) return [];
  return wanted.map((kind) => ({
    kind,
    wanted: policy[`keep_${kind}`],
    slots: [...represented].flatMap(([{ backup }, names]) =>
      names
        .filter((name) => name.startsWith(`${kind} `))
        .map((name) => ({ name: name.slice(kind.length + 1), backup })),
    ),
  }));
}

/** `daily 2026-11-20, weekly 2026-W47` */
export function bucketsInReason(
  reason: string,
): readonly { readonly kind: BucketKind; readonly name: string }[] {
  return reason.split(', ').flatMap((text) => {
    const kind = BUCKET_KINDS.find((known) => text.startsWith(`${known} `));
    return kind === undefined ? [] : [{ kind, name: text.slice(kind.length + 1) }];
  });
}

interface Dated {
  readonly createdAt: Date;
  readonly backup: Backup;
}

function representedOf(
  backups: readonly Backup[],
  policy: RetentionPolicy,
  now: Date,
): ReadonlyMap<Dated, readonly string[]> | undefined {
  const verified = backups
    .map((backup) => ({ backup, createdAt: new Date(backup.created_at) }))
    .filter(({ backup, createdAt }) => backup.verified && createdAt <= now);
  try {
    return representedBuckets(verified, {
      keepDays: policy.keep_days,
      keepMin: policy.keep_min,
      maxBackupFiles: policy.max_backup_files,
      keepHourly: policy.keep_hourly,
      keepDaily: policy.keep_daily,
      keepWeekly: policy.keep_weekly,
      keepMonthly: policy.keep_monthly,
      keepYearly: policy.keep_yearly,
      timeZone: policy.time_zone,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
