import { basename } from 'node:path';
import type { BackupType } from '../../../domain/backup/backup-type.ts';
import type { RestoreBackupCommand } from '../../../application/restore-backup.ts';
import { pathMistake } from '../../../domain/databases/path-mistake.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../../../domain/restore/backup-choice.ts';
import type { SourceRef } from '../../../domain/databases/database-ref.ts';

/**
 * A file name or path; or the newest verified backup, optionally before a time. `database` is optional if the backups
 * are of one database.
 */
export type BackupSelection = string | { readonly database?: string; readonly before?: Date };

export interface CreateBackupOptions {
  /** Name for the backups; default: derived from the path. */
  readonly database?: string;
  readonly label?: string;
  /** Default: as the intervals in the settings require. */
  readonly type?: BackupType;
  /** The database was moved: accept its new path under the same name. Needed once. */
  readonly moved?: boolean;
  readonly signal?: AbortSignal;
}

export interface Cancellable {
  readonly signal?: AbortSignal;
}

export interface InStore {
  /** Only this store: `local`, or a name of the setting `stores`. Default: the primary store, else the first copy. */
  readonly store?: string;
}

export interface FromStore {
  /** Only this store; default: the first one with a good copy. */
  readonly store?: string;
  /** The backups of this host; needs `store`. */
  readonly host?: string;
}

/** @throws UsageException the text is no plausible path */
export function pathArgument(name: string, path: string): string {
  const mistake = path === '' ? 'must be a path that is not empty' : pathMistake(path);
  if (mistake === undefined) return path;
  throw new UsageException(`${name} ${mistake}`, {
    hint: 'Pass an absolute path, or a path relative to the working directory.',
    details: { argument: name, value: path },
  });
}

/** A bare name is looked up in the backup directory; a text with a separator is a path. */
export function backupArgument(backup: string): string {
  return backup !== '' && basename(backup) === backup ? backup : pathArgument('the backup', backup);
}

/** What a restore reads. */
export function restoreSource(
  selection: BackupSelection,
  { store, host }: FromStore,
): Omit<RestoreBackupCommand, 'target'> {
  return { backup: choiceOf(selection), store, host };
}

function choiceOf(selection: BackupSelection): BackupChoice {
  return typeof selection === 'string'
    ? { by: 'name', filename: backupArgument(selection) }
    : { by: 'time', database: selection.database, before: selection.before };
}

/**
 * The database at `path`, or the only configured one.
 * @throws UsageException the path is not plausible; or without a path, not exactly one database is configured
 */
export function sourceOf(path: string | undefined, configured: readonly SourceRef[]): SourceRef {
  if (path !== undefined) return { path: pathArgument('the source', path), name: undefined };
  const [first] = configured;
  if (first !== undefined && configured.length === 1) return first;
  throw new UsageException(
    first === undefined
      ? 'no database is named or configured'
      : 'several databases are configured and none is named',
    { hint: 'Pass the path: createBackup("path/to/app.db"), or set database_path in the configuration.' },
  );
}
