import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { damageOf } from '../../domain/backup/damage.ts';
import { chooseByTime, type BackupChoice, type ChosenBackup } from '../../domain/restore/backup-choice.ts';
import { findBackup } from '../backups/find-backup.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/**
 * The chosen backup.
 * @throws BackupNotFoundException
 * @throws UsageException the database is unclear
 */
export async function chooseBackup(
  { store, clock }: { readonly store: BackupStore; readonly clock: Pick<Clock, 'now'> },
  choice: BackupChoice,
): Promise<ChosenBackup> {
  if (choice.by === 'time') return chooseByTime(await store.list(), choice, clock.now());
  return { backup: await findBackup(store, choice.filename), passedOver: undefined, futureDated: [] };
}

/** Warns that a newer backup was not chosen. */
export function warnOfPassedOver(
  { backup, passedOver, futureDated }: ChosenBackup,
  run: Pick<RunContext, 'warn'>,
): void {
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
