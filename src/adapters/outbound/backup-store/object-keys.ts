import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { ConfigurationException } from '../../../domain/exceptions/configuration-exception.ts';
import type { StoredObject } from '../object-storage/object-storage.ts';

/** Objects that belong to no host are below this key part. */
const FLEET = 'fleet';
const JSON_ENDING = '.json';

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

/**
 * The first part of all keys of a host: its name, with `%XX` for characters that a key or a file name may not have. Two
 * hosts never have the same one.
 *
 * @throws ConfigurationException the name is empty
 */
export function hostPart(host: string): string {
  if (host === '')
    throw new ConfigurationException('the host has no name', {
      hint: 'Give this machine a host name: it separates its backups from those of other hosts.',
    });
  const encoded = encodeURIComponent(host).replace(/[!~*'()]/g, percent);
  return encoded === FLEET ? encoded.replace(/^./, percent) : encoded.replace(/^\./, percent);
}

/** The host of a first key part; `undefined` where it belongs to no host. */
export function hostOfPart(part: string): string | undefined {
  try {
    const host = decodeURIComponent(part);
    return host !== '' && hostPart(host) === part ? host : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of the records of all hosts begin with it. */
export const FLEET_PREFIX = `${FLEET}/`;

/** @throws ConfigurationException the host has no name */
export function fleetKey(host: string): string {
  return `${FLEET_PREFIX}${hostPart(host)}${JSON_ENDING}`;
}

/** `undefined` where the key is not that of a host's record. */
export function hostOfFleetKey(key: string): string | undefined {
  const [first, part = '', ...rest] = key.split('/');
  const isRecord = first === FLEET && rest.length === 0 && part.endsWith(JSON_ENDING);
  return isRecord ? hostOfPart(part.slice(0, -JSON_ENDING.length)) : undefined;
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

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
