import { isVerified, type Backup } from '../backup/backup.ts';
import { datedByNow, futureDated } from '../backup/future-dated.ts';
import { BackupNotFoundException } from '../exceptions/backup-not-found-exception.ts';
import { UsageException } from '../exceptions/usage-exception.ts';
import { isSafetyBackup } from './safety-backup.ts';

export type BackupChoice =
  /** File name of a backup, or its path. */
  | { readonly by: 'name'; readonly filename: string }
  /** The newest verified one, created before `before` if given. */
  | {
      readonly by: 'time';
      /** `undefined` where there are backups of one database only. */
      readonly database: string | undefined;
      readonly before: Date | undefined;
    };

export interface ChosenBackup {
  readonly backup: Backup;
  /** A newer backup that was not chosen because it is not verified. */
  readonly passedOver: Backup | undefined;
  /** Not chosen because they are future-dated, newest first. */
  readonly futureDated: readonly Backup[];
}

type ChoiceByTime = Extract<BackupChoice, { readonly by: 'time' }>;

/**
 * Chooses the newest verified backup. Unverified and future-dated backups are chosen only by name. Safety
 * backups and other tools' files are never chosen here.
 * @throws UsageException there are backups of several databases and none is named
 * @throws BackupNotFoundException there is none, or none that is verified and not future-dated
 */
export function chooseByTime(backups: readonly Backup[], choice: ChoiceByTime, now: Date): ChosenBackup {
  const database = choice.database ?? theOnlyDatabase(backups);
  const ofDatabase = backups
    .filter((backup) => backup.database === database && !isSafetyBackup(backup))
    .filter(({ createdAt }) => choice.before === undefined || createdAt < choice.before);
  const candidates = datedByNow(ofDatabase, now);
  const future = futureDated(ofDatabase, now);
  const backup = candidates.find(isVerified);
  const [newest] = candidates;
  if (backup !== undefined) {
    return { backup, passedOver: newest === backup ? undefined : newest, futureDated: future };
  }
  const which = description(database, choice.before);
  if (newest === undefined && future[0] !== undefined) throw onlyFuture(which, future[0], now);
  if (newest === undefined) {
    throw new BackupNotFoundException(`there is no backup ${which}`, {
      hint: `List the backups: backup-manager list --database ${database}`,
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
      hint: 'Create one: backup-manager create. backup_dir selects another directory.',
    });
  }
  if (databases.length === 1) return only;
  throw new UsageException(`there are backups of several databases: ${databases.sort().join(', ')}`, {
    hint: 'Name the database: --database NAME.',
    details: { databases },
  });
}

function onlyFuture(which: string, newest: Backup, now: Date): BackupNotFoundException {
  return new BackupNotFoundException(
    `every backup ${which} is dated in the future; the newest is ${newest.filename}`,
    {
      hint: `Check the clock (now ${now.toISOString()}). To restore one of them, name it.`,
      details: { future_dated: newest.filename, now: now.toISOString() },
    },
  );
}

function description(database: string, before: Date | undefined): string {
  return before === undefined ? `of ${database}` : `of ${database} from before ${before.toISOString()}`;
}
