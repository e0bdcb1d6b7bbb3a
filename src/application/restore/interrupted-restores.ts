import type { RestoreRecord } from '../../domain/restore/restore-record.ts';
import type { InPlaceRestorer } from '../ports/in-place-restorer.ts';
import type { RestoreRecords } from '../ports/restore-records.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/** Settles what a killed restore in place left, before anything else is done with the database. */
export class InterruptedRestores {
  readonly #inPlaceRestorer: Pick<InPlaceRestorer, 'recover'>;
  readonly #records: RestoreRecords;

  constructor(inPlaceRestorer: Pick<InPlaceRestorer, 'recover'>, records: RestoreRecords) {
    this.#inPlaceRestorer = inPlaceRestorer;
    this.#records = records;
  }

  /**
   * Finishes or undoes an interrupted restore of the database at `targetPath`. Idempotent.
   * @throws DatabaseAccessException another process holds a lock on it
   * @throws BackupDirectoryException
   */
  async settle(targetPath: string, run: RunContext): Promise<void> {
    const outcome = await this.#inPlaceRestorer.recover(targetPath);
    const begun = (await this.#records.list()).find(
      (record) => record.targetPath === targetPath && record.state === 'begun',
    );
    if (begun !== undefined) {
      // Replaced in one transaction the content is the old or the new one; its safety backup takes back either.
      if (outcome === 'undone') await takeBack(this.#records, begun.database, begun.previous);
      else await this.#records.save({ ...begun, state: 'done', previous: undefined });
    }
    if (outcome === 'nothing') return;
    run.warn(
      `an interrupted restore of ${targetPath} was ${outcome}`,
      outcome === 'finished'
        ? 'It has the content of the backup now; take it back with: backup-manager undo.'
        : 'It has its old content again; start the restore once more if it is still wanted.',
    );
  }
}

/** The record of a replacement that did not take place gives way to the one before. */
export async function takeBack(
  records: RestoreRecords,
  database: string,
  previous: RestoreRecord | undefined,
): Promise<void> {
  await (previous === undefined ? records.clear(database) : records.save(previous));
}
