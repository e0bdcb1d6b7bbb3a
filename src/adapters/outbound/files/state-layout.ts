import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDatabaseName, NO_DATABASE } from '../../../domain/backup/database-name.ts';

/** Paths of the product's own files in its state directory (`state_dir`). */
interface StateLayout {
  readonly directory: string;
  readonly anomalies: string;
  readonly apiToken: string;
  readonly lastRestores: string;
  readonly locks: string;
  readonly notifications: string;
  readonly pages: string;
  readonly quarantine: string;
  readonly staging: string;
}

/** The state directory of a backup directory, unless `state_dir` names another. The store's own files stay there. */
export function stateDirectoryOf(backupDirectory: string): string {
  return join(backupDirectory, '.state');
}

export function stateLayout(directory: string): StateLayout {
  return {
    directory,
    anomalies: join(directory, 'anomalies'),
    apiToken: join(directory, 'api-token'),
    lastRestores: join(directory, 'last-restore'),
    locks: join(directory, 'locks'),
    notifications: join(directory, 'notifications.json'),
    pages: join(directory, 'pages'),
    quarantine: join(directory, 'quarantine'),
    staging: join(directory, 'staging'),
  };
}

/** Separates the database from the rest of the name; no database name contains it. */
const SEPARATOR = '~';

/** A new name in staging, by which a later run finds the file if this run dies. */
export function stagedName(database: string, ending: string): string {
  return `${stagedPrefix(database)}${randomUUID()}${ending}`;
}

/** Only the names of files staged for `database` start with it. */
export function stagedPrefix(database: string): string {
  return database + SEPARATOR;
}

/** The database of a staged file, hidden ones included; `undefined` when it belongs to none. */
export function stagedDatabase(name: string): string | undefined {
  const [owner = '', ...rest] = name.replace(/^\./, '').split(SEPARATOR);
  return rest.length > 0 && (isDatabaseName(owner) || owner === NO_DATABASE) ? owner : undefined;
}

/**
 * The mark in staging while a backup's data file is published or removed. A manifest without a data file is the
 * leftover of a dead run if its mark exists; else the data file was lost.
 */
export function changeMark(database: string, filename: string): string {
  return `${stagedPrefix(database)}${filename}.changing`;
}
