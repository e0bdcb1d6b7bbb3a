import { basename } from 'node:path';
import { pathMistake } from '../../../domain/databases/path-mistake.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../../../domain/restore/backup-choice.ts';

/**
 * A backup by its file name or path; or the newest verified one, from before a moment if one is given. `database` may
 * be left out where there are backups of one only.
 */
export type BackupSelection = string | { readonly database?: string; readonly before?: Date };

/** A database and the name of its backups; `undefined` derives the name from the path. */
export interface SourceArgument {
  readonly name: string | undefined;
  readonly path: string;
}

/**
 * @param name of the argument
 * @throws UsageException the text can only be a mistake
 */
export function pathArgument(name: string, path: string): string {
  const mistake = path === '' ? 'must be a path that is not empty' : pathMistake(path);
  if (mistake === undefined) return path;
  throw new UsageException(`${name} ${mistake}`, {
    hint: 'Pass an absolute path, or one from the working directory.',
    details: { argument: name, value: path },
  });
}

/**
 * A bare name is looked up in the backup directory; anything with a separator is a path.
 * @throws UsageException the path can only be a mistake
 */
export function backupArgument(backup: string): string {
  return backup !== '' && basename(backup) === backup ? backup : pathArgument('the backup', backup);
}

/** @throws UsageException a path that can only be a mistake */
export function choiceOf(selection: BackupSelection): BackupChoice {
  return typeof selection === 'string'
    ? { by: 'name', filename: backupArgument(selection) }
    : { by: 'time', database: selection.database, before: selection.before };
}

/**
 * The database at a path, or the one that is configured.
 * @throws UsageException the path can only be a mistake; or none is given, and not exactly one is configured
 */
export function sourceOf(path: string | undefined, configured: readonly SourceArgument[]): SourceArgument {
  if (path !== undefined) return { path: pathArgument('the source', path), name: undefined };
  const [first] = configured;
  if (first !== undefined && configured.length === 1) return first;
  throw new UsageException(
    first === undefined ? 'no database is named or configured' : 'several databases are configured: name one',
    { hint: 'Pass the path: createBackup("path/to/app.db"), or set database_path in the configuration.' },
  );
}
