import type { Backup } from '../backup/backup.ts';
import { BUCKET_KINDS, bucketNameOf, localTimeOf } from './calendar-bucket.ts';
import { bucketsAskedFor, type RetentionPolicy } from './retention-policy.ts';

/**
 * The buckets that each backup stands for: of every kind the newest N buckets that have a verified backup, each
 * represented by its newest one. Backups that stand for none are not in the map.
 *
 * **A represented bucket stays represented.** A backup that stands for a bucket does so at every later time, until a
 * newer verified backup of the same bucket takes its place, or N newer buckets of that kind have verified backups.
 * So, whatever cleanups ran in between, the same backups stand for the buckets as if nothing had ever been removed.
 * That is why it is the newest one: a backup that is made is the newest of its hour, day, week, month and year, and
 * stands for them from its first moment. While a bucket is open its representative moves on with each new backup;
 * once the bucket is over it stands still. (What takes a backup out of this: somebody removes it, it is found to be
 * damaged, `max_backup_files` is reached, the policy or its time zone is changed.)
 *
 * @param verified newest first, none of them dated in the future
 * @returns the names of the buckets, the shortest kind first
 */
export function representedBuckets<B extends Pick<Backup, 'createdAt'>>(
  verified: readonly B[],
  policy: RetentionPolicy,
): ReadonlyMap<B, readonly string[]> {
  const found = new Map<B, readonly string[]>();
  let unfilled = BUCKET_KINDS.map((kind) => ({
    kind,
    wanted: bucketsAskedFor(policy, kind),
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
