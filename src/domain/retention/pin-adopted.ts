import type { Backup } from '../backup/backup.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import { decideRetention } from './retention.ts';
import { DAY_MS } from '../units.ts';

/**
 * Whether an adopted backup must be pinned, so that the next cleanup removes neither it nor another backup in
 * its favour.
 * @param others the other backups of its database
 */
export function shouldPinAdopted(
  adopted: Backup,
  others: readonly Backup[],
  policy: RetentionPolicy,
  now: Date,
): boolean {
  if (now.getTime() - adopted.createdAt.getTime() > policy.keepDays * DAY_MS) return true;
  return decideRetention([...others, adopted], policy, { now }).some(({ rule }) => rule === 'over_cap');
}
