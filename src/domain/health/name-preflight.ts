import type { Backup } from '../backup/backup.ts';
import { isDatabaseName } from '../backup/database-name.ts';
import { nameTaken, recordedSourcePath } from '../backup/source-path.ts';
import { passed, refused, type PreflightCheck } from './preflight.ts';

/**
 * Whether a name can be used for a database: two sources under one name would remove each other's backups.
 * @param backups of any database
 */
export function namePreflight(
  database: string,
  sourcePath: string,
  backups: readonly Backup[],
  now: Date,
): PreflightCheck {
  if (!isDatabaseName(database)) {
    const hint =
      'Names begin with a letter or digit and contain letters, digits, dots, underscores and hyphens, 64 at most.';
    return refused('name', `${JSON.stringify(database)} is not a valid database name`, hint);
  }
  const own = backups.filter((backup) => backup.database === database);
  const recorded = recordedSourcePath(own, now);
  if (recorded === undefined || recorded === sourcePath) return passed('name', database);
  const { message, hint } = nameTaken(database, recorded, sourcePath);
  return refused('name', message, hint);
}
