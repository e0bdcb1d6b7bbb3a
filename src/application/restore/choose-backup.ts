import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { damageOf } from '../../domain/backup/damage.ts';
import { chooseByTime, type BackupChoice, type ChosenBackup } from '../../domain/restore/backup-choice.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { NamedStore } from '../stores/named-store.ts';
import { listRestorePoints } from '../stores/restore-points.ts';
import { Copies } from './copies.ts';

export interface ChosenCopies extends Omit<ChosenBackup, 'backup'> {
  /** Of the chosen backup. */
  readonly copies: Copies;
}

/**
 * The chosen backup with its copies in `stores`. A file name is looked up in one store after the other, as far as copies
 * are needed; a time is chosen from the backups of all stores.
 * @throws BackupNotFoundException
 * @throws UsageException the database is unclear
 * @throws BackupManagerException no store can be listed
 */
export async function chooseBackup(
  stores: readonly NamedStore[],
  choice: BackupChoice,
  clock: Pick<Clock, 'now'>,
): Promise<ChosenCopies> {
  if (choice.by === 'name') {
    const copies = await Copies.named(stores, choice.filename);
    return { copies, passedOver: undefined, futureDated: [] };
  }
  const { restorePoints, failures } = await listRestorePoints(stores, choice);
  const { backup, ...skipped } = chooseByTime(restorePoints, choice, clock.now());
  const point = restorePoints.find((each) => each === backup);
  if (point === undefined) throw new TypeError('a backup of the list was chosen');
  return { ...skipped, copies: await Copies.ofPoint(point, stores, failures) };
}

/** Warns that a newer backup was not chosen. */
export function warnOfPassedOver(
  { copies, passedOver, futureDated }: ChosenCopies,
  run: Pick<RunContext, 'warn'>,
): void {
  const { backup } = copies.current;
  for (const { filename } of futureDated) {
    run.warn(
      `${filename} is dated in the future: ${backup.filename} was chosen instead`,
      `Check the clock of the host that made it. If it is the one you need, restore it by its name: ${filename}`,
    );
  }
  if (passedOver === undefined) return;
  const damage = damageOf(passedOver);
  run.warn(
    `${passedOver.filename} is newer, but ${damage === undefined ? 'not verified' : `damaged (${damage})`}: ${backup.filename} was chosen instead`,
    `Verify it (backup-manager verify ${passedOver.filename}), then restore it by its name.`,
  );
}

/** Warns of a backup from another host: two hosts may share the name of a database. */
export function warnOfAnotherHost(backup: Backup, host: string, run: Pick<RunContext, 'warn'>): void {
  const manifest = manifestOf(backup);
  if (manifest === undefined || manifest.adopted === true || manifest.host === host) return;
  run.warn(
    `${backup.filename} was made on another host: ${manifest.host}, this host is ${host}`,
    `If two hosts share the name ${manifest.database}, check the content, or undo the restore: backup-manager undo --database ${manifest.database}.`,
  );
}
