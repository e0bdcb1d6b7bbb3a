import { isManaged, type Backup } from '../backup/backup.ts';
import { futureDated } from '../backup/future-dated.ts';
import { passed, warned, type PreflightCheck } from './preflight.ts';

/** What the present backups show: damaged manifests, future dates. */
export function listingPreflight(backups: readonly Backup[], now: Date): PreflightCheck {
  const damaged = backups.filter(({ record }) => record.condition === 'damaged');
  if (damaged.length > 0) {
    const hint = 'Verify the file. If its content is good, keep a copy, then remove it by hand.';
    return warned('backups', `damaged manifest: ${namesOf(damaged)}`, hint);
  }
  const future = futureDated(backups.filter(isManaged), now);
  if (future.length > 0) {
    const hint = 'Check the clock of this host and of the host that made them.';
    return warned('backups', `dated in the future: ${namesOf(future)}`, hint);
  }
  return passed('backups', backups.length === 1 ? '1 data file' : `${String(backups.length)} data files`);
}

function namesOf(backups: readonly Backup[]): string {
  return backups.map(({ filename }) => filename).join(', ');
}
