import type { Backup } from '../backup/backup.ts';
import { BUCKET_KINDS, bucketNameOf, localTimeOf } from './calendar-bucket.ts';
import { bucketCount, type RetentionPolicy } from './retention-policy.ts';

/**
 * The buckets of each backup: of every kind the newest N buckets with a verified backup, each represented by
 * its newest one. Backups without a bucket are not in the map.
 * **A represented bucket stays represented.** A backup represents its bucket until a newer verified backup of
 * the same bucket replaces it, or N newer buckets of that kind exist. So the result does not depend on
 * earlier cleanups. The newest backup is the representative because a new backup is always the newest of its
 * hour, day, week, month and year. (Exceptions: the backup is removed by hand or found damaged,
 * `max_backup_files` is reached, or the policy or its time zone changes.)
 * @param verified newest first, none future-dated
 * @returns the names of the buckets, the shortest kind first
 */
export function representedBuckets<B extends Pick<Backup, 'createdAt'>>(
  verified: readonly B[],
  policy: RetentionPolicy,
): ReadonlyMap<B, readonly string[]> {
  const found = new Map<B, readonly string[]>();
  let unfilled = BUCKET_KINDS.map((kind) => ({
    kind,
    wanted: bucketCount(policy, kind),
    names: new Set<string>(),
  }));
  for (const backup of verified) {
    unfilled = unfilled.filter(({ wanted, names }) => names.size < wanted);
    if (unfilled.length === 0) break;
    const local = localTimeOf(backup.createdAt, policy.timeZone);
    const represented: string[] = [];
    for (const { kind, names } of unfilled) {
      const name = bucketNameOf(kind, local);
      if (names.has(name)) continue;
      names.add(name);
      represented.push(name);
    }
    if (represented.length > 0) found.set(backup, represented);
  }
  return found;
}
