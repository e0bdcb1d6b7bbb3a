import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { compressionOfFilename } from '../../../domain/backup/compression.ts';

/** The data files that are not there, but whose manifests are. */
export function withoutDataFile(names: readonly string[]): readonly string[] {
  const present = new Set(names);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((name) => !present.has(name) && parseBackupName(name) !== undefined);
}

/** Whether a file of this name can be a backup, of that database if one is given: only its manifest may tell. */
export function mayHold(filename: string, database: string | undefined): boolean {
  if (compressionOfFilename(filename) === undefined) return false;
  const name = database === undefined ? undefined : parseBackupName(filename);
  return name === undefined || name.database === database;
}
