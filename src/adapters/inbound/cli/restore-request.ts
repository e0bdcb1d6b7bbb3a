import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../../../domain/restore/backup-choice.ts';
import type { RestoreTarget } from '../../../application/restore-backup.ts';

/** `--to -` writes the database to stdout. */
export const STDOUT = '-';

export interface RestoreFlags {
  readonly to?: string;
  readonly force?: boolean;
  readonly ifMissing?: boolean;
  readonly inPlace?: boolean;
  readonly latest?: boolean;
  readonly before?: Date;
  readonly database?: string;
  readonly dryRun?: boolean;
  readonly store?: string;
  readonly host?: string;
}

/** @throws UsageException the call names no backup, or more than one */
export function choiceFrom(filename: string | undefined, flags: RestoreFlags): BackupChoice {
  const { latest, before, database } = flags;
  const byTime = latest === true || before !== undefined;
  if (filename !== undefined && (byTime || database !== undefined)) {
    throw usage(
      'FILE cannot be combined with --latest, --before or --database',
      'FILE already names the backup. Remove the other flags.',
    );
  }
  if (latest === true && before !== undefined) {
    throw usage('--latest and --before cannot be combined', 'Remove one of the two flags.');
  }
  if (filename !== undefined) return { by: 'name', filename };
  if (byTime) return { by: 'time', database, before };
  throw usage(
    'no backup is named: give FILE, --latest or --before <time>',
    'List the backups with: backup-manager list',
  );
}

/**
 * The target of the restore; `undefined` is stdout.
 * @throws UsageException the call names no target, or more than one
 */
export function targetFrom(flags: RestoreFlags): RestoreTarget | undefined {
  const { to, force = false, inPlace = false, dryRun = false } = flags;
  assertIfMissing(flags);
  if (to !== undefined && inPlace) {
    throw usage('--to <path> and --in-place cannot be combined', 'Remove one of the two flags.');
  }
  if (inPlace && force) {
    throw usage(
      '--force needs --to <path>; --in-place always replaces the database',
      'Remove --force: --in-place keeps the replaced database as a backup.',
    );
  }
  if (inPlace) return { kind: 'in_place' };
  if (to === undefined) {
    throw usage('no target is named: give --to <path> or --in-place', 'See: backup-manager restore --help');
  }
  if (to !== STDOUT) return { kind: 'path', path: to, overwrite: force };
  if (force || dryRun) {
    throw usage(
      `--to - cannot be combined with ${force ? '--force' : '--dry-run'}`,
      'It writes to stdout and replaces no file. Remove one of the two flags.',
    );
  }
  return undefined;
}

function assertIfMissing({ to, force, inPlace, ifMissing }: RestoreFlags): void {
  if (ifMissing !== true) return;
  const other = inPlace === true ? '--in-place' : force === true ? '--force' : to === STDOUT ? '--to -' : '';
  if (other === '') return;
  throw usage(
    `--if-missing cannot be combined with ${other}`,
    'It restores to a path where nothing is: give --to <path>.',
  );
}

export function usage(message: string, hint: string): UsageException {
  return new UsageException(message, { hint });
}
