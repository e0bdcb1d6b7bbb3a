import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import type { StoredObject } from '../object-storage/object-storage.ts';

/** The objects of one backup: `<host>/<database>/<filename>` and its records. */
export interface BackupObjects {
  readonly filename: string;
  readonly database: string;
  /** Of the data file. */
  readonly key: string;
  readonly data?: StoredObject;
  readonly manifest?: StoredObject;
  readonly state?: StoredObject;
}

export function manifestKey(key: string): string {
  return `${key}.json`;
}

export function stateKey(key: string): string {
  return `${key}.state.json`;
}

/** Groups a listing into backups, complete or not. Other tools' objects are ignored. */
export async function backupObjectsOf(
  listing: AsyncIterable<StoredObject>,
): Promise<readonly BackupObjects[]> {
  const found = new Map<string, Partial<Record<ObjectRole, StoredObject>>>();
  for await (const object of listing) {
    const [role, key] = roleOf(object.key);
    const objects = found.get(key);
    if (objects === undefined) found.set(key, { [role]: object });
    else objects[role] = object;
  }
  return [...found].flatMap(([key, objects]) => {
    const [, database = '', filename = '', ...rest] = key.split('/');
    const isBackup = rest.length === 0 && parseBackupName(filename)?.database === database;
    return isBackup ? [{ key, database, filename, ...objects }] : [];
  });
}

type ObjectRole = 'data' | 'manifest' | 'state';

function roleOf(key: string): readonly [role: ObjectRole, dataKey: string] {
  if (key.endsWith(stateKey(''))) return ['state', key.slice(0, -stateKey('').length)];
  if (key.endsWith(manifestKey(''))) return ['manifest', key.slice(0, -manifestKey('').length)];
  return ['data', key];
}
