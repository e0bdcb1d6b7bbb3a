import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { compressionOfFilename } from '../../../domain/backup/compression.ts';

/** Names of missing data files that have a manifest. */
export function withoutDataFile(names: readonly string[]): readonly string[] {
  const present = new Set(names);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((name) => !present.has(name) && parseBackupName(name) !== undefined);
}

/** Whether a file can be a backup (of `database`) by its name. A name without a database may belong to any. */
export function mayHold(filename: string, database: string | undefined): boolean {
  if (compressionOfFilename(filename) === undefined) return false;
  const name = database === undefined ? undefined : parseBackupName(filename);
  return name === undefined || name.database === database;
}
