import type { RestoreRecord } from '../../domain/restore/restore-record.ts';
import type { InPlaceRestorer } from '../ports/in-place-restorer.ts';
import type { RestoreRecords } from '../ports/restore-records.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

export interface InterruptedRestoresPorts {
  readonly inPlaceRestorer: Pick<InPlaceRestorer, 'recover'>;
  readonly restoreRecords: RestoreRecords;
}

/** Completes or undoes a killed restore in place, before anything else uses the database. */
export class InterruptedRestores {
  readonly #ports: InterruptedRestoresPorts;

  constructor(ports: InterruptedRestoresPorts) {
    this.#ports = ports;
  }

  /**
   * Completes or undoes an interrupted restore of the database at `targetPath`. Idempotent.
   * @throws DatabaseAccessException another process holds a lock on it
   * @throws BackupDirectoryException
   */
  async finish(targetPath: string, run: RunContext): Promise<void> {
    const outcome = await this.#ports.inPlaceRestorer.recover(targetPath);
    const unfinished = (await this.#ports.restoreRecords.list()).find(
      (record) => record.targetPath === targetPath && record.state === 'begun',
    );
    if (unfinished !== undefined) {
      // One transaction replaced the content, so it is old or new; the safety backup reverts both.
      if (outcome === 'undone')
        await revertRecord(this.#ports.restoreRecords, unfinished.database, unfinished.previous);
      else await this.#ports.restoreRecords.save({ ...unfinished, state: 'done', previous: undefined });
    }
    if (outcome === 'nothing') return;
    run.warn(
      `an interrupted restore of ${targetPath} was ${outcome}`,
      outcome === 'finished'
        ? 'It has the content of the backup now. To undo it: backup-manager undo.'
        : 'It has its old content again. Run the restore again if you still need it.',
    );
  }
}

/** Brings the previous record back after a replacement that did not happen. */
export async function revertRecord(
  records: RestoreRecords,
  database: string,
  previous: RestoreRecord | undefined,
): Promise<void> {
  await (previous === undefined ? records.clear(database) : records.save(previous));
}
