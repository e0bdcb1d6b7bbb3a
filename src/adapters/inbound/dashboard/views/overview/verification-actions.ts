import type { Backup, DatabaseState } from '../../api/types.ts';

type Known = Pick<Backup, 'filename' | 'database' | 'created_at' | 'managed' | 'verified'>;

/** The newest unverified backup, else the newest. @param backups newest first */
export function backupToVerify(backups: readonly Known[], database: string, now: Date): string | undefined {
  const own = ownOf(backups, database, now);
  return (own.find(({ verified }) => !verified) ?? own[0])?.filename;
}

/** The backup of the last drill; if it is gone, the newest verified one. @param backups newest first */
export function backupToDrill(
  backups: readonly Known[],
  database: string,
  state: Pick<DatabaseState, 'last_drill'> | undefined,
  now: Date,
): string | undefined {
  const own = ownOf(backups, database, now);
  const drilled = state?.last_drill?.filename;
  const again = own.find(({ filename }) => filename === drilled);
  return (again ?? own.find(({ verified }) => verified) ?? own[0])?.filename;
}

/** Future-dated backups come last: they are never the latest. */
function ownOf(backups: readonly Known[], database: string, now: Date): readonly Known[] {
  const own = backups.filter((backup) => backup.managed && backup.database === database);
  const isFuture = (backup: Known): boolean => Date.parse(backup.created_at) > now.getTime();
  return [...own.filter((backup) => !isFuture(backup)), ...own.filter(isFuture)];
}
