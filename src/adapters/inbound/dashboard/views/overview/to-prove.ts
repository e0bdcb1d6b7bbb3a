import type { Backup, DatabaseState } from '../../api/types.ts';

type Known = Pick<Backup, 'filename' | 'database' | 'managed' | 'verified'>;

/** The newest backup that is not verified, else the newest. @param backups newest first */
export function toVerify(backups: readonly Known[], database: string): string | undefined {
  const own = ownOf(backups, database);
  return (own.find(({ verified }) => !verified) ?? own[0])?.filename;
}

/** The backup whose drill went wrong; where it is gone, the newest verified one. @param backups newest first */
export function toDrill(
  backups: readonly Known[],
  database: string,
  state: Pick<DatabaseState, 'last_drill'> | undefined,
): string | undefined {
  const own = ownOf(backups, database);
  const drilled = state?.last_drill?.filename;
  const again = own.find(({ filename }) => filename === drilled);
  return (again ?? own.find(({ verified }) => verified) ?? own[0])?.filename;
}

function ownOf(backups: readonly Known[], database: string): readonly Known[] {
  return backups.filter((backup) => backup.managed && backup.database === database);
}
