import { isManaged, type Backup } from '../backup/backup.ts';
import { damageOf } from '../backup/damage.ts';
import { datedByNow } from '../backup/future-dated.ts';
import { critical, warning, type HealthFinding } from './health.ts';

/** A warning; critical when the newest backup is damaged. */
export function damagedBackups(
  database: string,
  backups: readonly Backup[],
  now: Date,
): readonly HealthFinding[] {
  const managed = backups.filter(isManaged);
  const damaged = managed.filter((backup) => damageOf(backup) !== undefined);
  if (damaged.length === 0) return [];
  const newest = datedByNow(managed, now)[0];
  const isNewest = newest !== undefined && damaged.includes(newest);
  const which = damaged.map((backup) => `${backup.filename} (${damageOf(backup) ?? ''})`).join(', ');
  const level = isNewest ? critical : warning;
  return [
    level({
      kind: 'backup_damaged',
      database,
      message: isNewest
        ? `the newest backup of ${database} is damaged: ${which}`
        : `damaged backups of ${database}: ${which}`,
      hint: `Create a new one (backup-manager create --database ${database}) and check the disk. Cleanup removes a damaged backup by its age. To end this now, remove its files by hand.`,
    }),
  ];
}
