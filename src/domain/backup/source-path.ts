import type { Problem } from '../health/backup-directory-health.ts';
import { manifestOf, type Backup } from './backup.ts';
import { datedByNow, futureDated } from './future-dated.ts';

/**
 * The path of the database that backups were made of, as the newest one tells it; `undefined` when none does (another
 * tool's files). A backup dated in the future speaks last: the backups made since then know better.
 *
 * @param backups one database's
 */
export function recordedSourcePath(backups: readonly Backup[], now: Date): string | undefined {
  return [...datedByNow(backups, now), ...futureDated(backups, now)]
    .map((backup) => manifestOf(backup)?.sourcePath)
    .find((path) => path !== undefined && path !== '');
}

/**
 * Why a database may not be backed up under a name whose backups were made of another path, and the two ways to go on.
 * Two databases under one name would rotate each other's backups out.
 */
export function nameTaken(database: string, recordedPath: string, sourcePath: string): Problem {
  return {
    message: `the name ${database} stands for ${recordedPath}, not for ${sourcePath}`,
    hint:
      `If this is the same database at a new path, confirm it once: backup-manager create ${quoted(sourcePath)} ` +
      `--database ${database} --moved. If it is another database, give it a name of its own: --database ${database}-2`,
  };
}

/** As a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./:@%+,=-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
