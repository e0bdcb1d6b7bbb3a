import { randomUUID } from 'node:crypto';
import { isDatabaseName } from '../../../domain/backup/database-name.ts';

/** Parts a staged file's database from the rest of its name; no database name contains it. */
const SEPARATOR = '~';

/** A new name in staging for a file that belongs to `database`, by which a sweep finds it if its run dies. */
export function stagedName(database: string, ending: string): string {
  return `${stagedPrefix(database)}${randomUUID()}${ending}`;
}

/** What the names of everything staged for `database` begin with, and of nothing else. */
export function stagedPrefix(database: string): string {
  return database + SEPARATOR;
}

/** The database of a file in staging, hidden ones included; `undefined` when the file belongs to no database. */
export function stagedDatabase(name: string): string | undefined {
  const [owner = '', ...rest] = name.replace(/^\./, '').split(SEPARATOR);
  return rest.length > 0 && isDatabaseName(owner) ? owner : undefined;
}

/**
 * Marks in staging that a backup's data file is being published or removed. A manifest without its data file is what a
 * dead run left where the mark is there, else the data file was lost.
 */
export function changeMark(database: string, filename: string): string {
  return `${stagedPrefix(database)}${filename}.changing`;
}
