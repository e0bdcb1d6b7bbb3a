import { chooseByTime, type BackupChoice, type ChosenBackup } from '../../domain/restore/backup-choice.ts';
import { findBackup } from '../backups/find-backup.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/**
 * The backup that a choice means.
 * @throws BackupNotFoundException
 * @throws UsageException it is not clear which database is meant
 */
export async function chooseBackup(store: BackupStore, choice: BackupChoice): Promise<ChosenBackup> {
  if (choice.by === 'time') return chooseByTime(await store.list(), choice);
  return { backup: await findBackup(store, choice.filename), passedOver: undefined };
}

/** Says that the newest backup is not the one that is taken. */
export function warnOfPassedOver({ backup, passedOver }: ChosenBackup, run: RunContext): void {
  if (passedOver === undefined) return;
  run.warn(
    `${passedOver.filename} is newer than ${backup.filename}, but not verified: it was passed over`,
    `Verify it (backup-manager verify ${passedOver.filename}), then restore it by its name.`,
  );
}
