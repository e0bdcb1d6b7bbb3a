import { isVerified, newestFirst, type Backup } from '../backup/backup.ts';
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
}

type ChoiceByTime = Extract<BackupChoice, { readonly by: 'time' }>;

/**
 * The newest verified backup that a choice by time means. What is not verified is never taken by itself: it has to
 * be named. Safety backups and other tools' files are not meant either.
 *
 * @throws UsageException there are backups of several databases and none is named
 * @throws BackupNotFoundException there is none, or none that is verified
 */
export function chooseByTime(backups: readonly Backup[], choice: ChoiceByTime): ChosenBackup {
  const database = choice.database ?? theOnlyDatabase(backups);
  const candidates = backups
    .filter((backup) => backup.database === database && !isSafetyBackup(backup))
    .filter(({ createdAt }) => choice.before === undefined || createdAt < choice.before)
    .sort(newestFirst);
  const backup = candidates.find(isVerified);
  const [newest] = candidates;
  if (backup !== undefined) return { backup, passedOver: newest === backup ? undefined : newest };
  const which = description(database, choice.before);
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

function description(database: string, before: Date | undefined): string {
  return before === undefined ? `of ${database}` : `of ${database} from before ${before.toISOString()}`;
}
