import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../../../domain/restore/backup-choice.ts';
import type { RestoreTarget } from '../../../application/restore-backup.ts';

/** What `--to -` means: the database's bytes go to stdout. */
export const STDOUT = '-';

export interface RestoreFlags {
  readonly to?: string;
  readonly force?: boolean;
  readonly inPlace?: boolean;
  readonly latest?: boolean;
  readonly before?: Date;
  readonly database?: string;
  readonly dryRun?: boolean;
}

/**
 * Which backup a call means.
 * @throws UsageException it names none, or names it twice
 */
export function choiceFrom(filename: string | undefined, flags: RestoreFlags): BackupChoice {
  const { latest, before, database } = flags;
  const byTime = latest === true || before !== undefined;
  if (filename !== undefined && (byTime || database !== undefined)) {
    throw usage(
      'FILE already says which backup: --latest, --before and --database go without it',
      'Leave out one of them.',
    );
  }
  if (latest === true && before !== undefined) {
    throw usage('--latest and --before contradict each other', 'Use one of them.');
  }
  if (filename !== undefined) return { by: 'name', filename };
  if (byTime) return { by: 'time', database, before };
  throw usage(
    'it does not say which backup: FILE, --latest or --before <moment>',
    'See what there is: backup-manager list.',
  );
}

/**
 * Where a call wants the database; `undefined` is stdout.
 * @throws UsageException it does not say, or contradicts itself
 */
export function targetFrom(flags: RestoreFlags): RestoreTarget | undefined {
  const { to, force = false, inPlace = false, dryRun = false } = flags;
  if (to !== undefined && inPlace) {
    throw usage('--to <path> and --in-place contradict each other', 'Use one of them.');
  }
  if (inPlace && force) {
    throw usage(
      '--force goes with --to <path>: --in-place always replaces, and keeps what was there',
      'Leave out --force.',
    );
  }
  if (inPlace) return { kind: 'in_place' };
  if (to === undefined) {
    throw usage('it does not say where to: --to <path> or --in-place', 'See: backup-manager restore --help');
  }
  if (to !== STDOUT) return { kind: 'path', path: to, overwrite: force };
  if (force || dryRun) {
    throw usage(
      `--to - replaces nothing: it cannot go with ${force ? '--force' : '--dry-run'}`,
      'Leave it out.',
    );
  }
  return undefined;
}

export function usage(message: string, hint: string): UsageException {
  return new UsageException(message, { hint });
}
