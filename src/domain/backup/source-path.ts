import type { Problem } from '../health/backup-directory-health.ts';
import { manifestOf, type Backup } from './backup.ts';
import { datedByNow, futureDated } from './future-dated.ts';

/**
 * The path of the database that backups were made of, from the newest one that records it; `undefined` when
 * none does. Future-dated backups come last: later backups know better.
 * @param backups one database's
 */
export function recordedSourcePath(backups: readonly Backup[], now: Date): string | undefined {
  return [...datedByNow(backups, now), ...futureDated(backups, now)]
    .map((backup) => manifestOf(backup)?.sourcePath)
    .find((path) => path !== undefined && path !== '');
}

/**
 * Why a database must not be backed up under a name that belongs to another path. Two databases under one
 * name would remove each other's backups.
 */
export function nameTaken(database: string, recordedPath: string, sourcePath: string): Problem {
  return {
    message: `the name ${database} belongs to ${recordedPath}, not to ${sourcePath}`,
    hint:
      `If this is the same database at a new path, confirm it once: backup-manager create ${quoted(sourcePath)} ` +
      `--database ${database} --moved. If it is another database, give it another name: --database ${database}-2`,
  };
}

/** Quotes a path for a shell. */
export function quoted(path: string): string {
  return /^[\w./:@%+,=-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
