import { isVerified, type Backup } from '../backup/backup.ts';
import { datedByNow, futureDated } from '../backup/future-dated.ts';
import { BackupNotFoundException } from '../exceptions/backup-not-found-exception.ts';
import { UsageException } from '../exceptions/usage-exception.ts';
import { isSafetyBackup } from './safety-backup.ts';

/** Which backup is meant. */
export type BackupChoice =
  /** File name of a backup, or its path. */
  | { readonly by: 'name'; readonly filename: string }
  /** The newest verified one, made before a moment where one is given. */
  | {
      readonly by: 'time';
      /** `undefined` where there are backups of one database only. */
      readonly database: string | undefined;
      readonly before: Date | undefined;
    };

export interface ChosenBackup {
  readonly backup: Backup;
  /** A newer one that would have been taken were it verified. */
  readonly passedOver: Backup | undefined;
  /** Passed over because they are dated in the future, newest first. */
  readonly futureDated: readonly Backup[];
}

type ChoiceByTime = Extract<BackupChoice, { readonly by: 'time' }>;

/**
 * The newest verified backup that a choice by time means. What is not verified is never taken by itself: it has to
 * be named, and so has one dated in the future. Safety backups and other tools' files are not meant either.
 *
 * @throws UsageException there are backups of several databases and none is named
 * @throws BackupNotFoundException there is none, or none that is verified and not dated in the future
 */
export function chooseByTime(backups: readonly Backup[], choice: ChoiceByTime, now: Date): ChosenBackup {
  const database = choice.database ?? theOnlyDatabase(backups);
  const meant = backups
    .filter((backup) => backup.database === database && !isSafetyBackup(backup))
    .filter(({ createdAt }) => choice.before === undefined || createdAt < choice.before);
  const candidates = datedByNow(meant, now);
  const future = futureDated(meant, now);
  const backup = candidates.find(isVerified);
  const [newest] = candidates;
  if (backup !== undefined) {
    return { backup, passedOver: newest === backup ? undefined : newest, futureDated: future };
  }
  const which = description(database, choice.before);
  if (newest === undefined && future[0] !== undefined) throw onlyFuture(which, future[0], now);
  if (newest === undefined) {
    throw new BackupNotFoundException(`there is no backup ${which}`, {
      hint: `See what there is: backup-manager list --database ${database}`,
      details: { database, before: choice.before?.toISOString() ?? null },
    });
  }
  throw new BackupNotFoundException(`no backup ${which} is verified; the newest is ${newest.filename}`, {
    hint: `Verify it (backup-manager verify ${newest.filename}), or name it to restore it as it is.`,
    details: { database, unverified: newest.filename },
  });
}

function theOnlyDatabase(backups: readonly Backup[]): string {
  const databases = [...new Set(backups.map(({ database }) => database))].filter(
    (database) => database !== undefined,
  );
  const [only] = databases;
  if (only === undefined) {
    throw new BackupNotFoundException('there is no backup yet', {
      hint: 'Make one: backup-manager create. Another directory is chosen with backup_dir.',
    });
  }
  if (databases.length === 1) return only;
  throw new UsageException(`there are backups of several databases: ${databases.sort().join(', ')}`, {
    hint: 'Say which one: --database NAME.',
    details: { databases },
  });
}

function onlyFuture(which: string, newest: Backup, now: Date): BackupNotFoundException {
  return new BackupNotFoundException(
    `every backup ${which} is dated in the future; the newest is ${newest.filename}`,
    {
      hint: `Check the clock (it says ${now.toISOString()}). To restore one of them, name it.`,
      details: { future_dated: newest.filename, now: now.toISOString() },
    },
  );
}

function description(database: string, before: Date | undefined): string {
  return before === undefined ? `of ${database}` : `of ${database} from before ${before.toISOString()}`;
}
