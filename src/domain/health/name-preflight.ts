import { manifestOf, type Backup } from '../backup/backup.ts';
import { isDatabaseName } from '../backup/database-name.ts';
import { passed, refused, type Judgement } from './preflight.ts';

/**
 * Whether a database's backups can be kept under a name: two sources under one name would rotate each other out.
 *
 * @param backups of whatever database
 */
export function judgeName(database: string, sourcePath: string, backups: readonly Backup[]): Judgement {
  if (!isDatabaseName(database)) {
    const hint =
      'Names begin with a letter or digit and have letters, digits, dots, underscores and hyphens, 64 at most.';
    return refused('name', `${JSON.stringify(database)} cannot name a database`, hint);
  }
  const other = backups
    .filter((backup) => backup.database === database)
    .map((backup) => manifestOf(backup)?.sourcePath)
    // Of an adopted backup nobody may know.
    .find((path) => path !== undefined && path !== '');
  if (other === undefined || other === sourcePath) return passed('name', database);
  const hint = `Give this one a name of its own, --database ${database}-2 for instance.`;
  return refused('name', `the name ${database} stands for ${other}, not for ${sourcePath}`, hint);
}
