import { DatabaseCorruptedException } from '../../domain/exceptions/database-corrupted-exception.ts';
import { safetyLabel } from '../../domain/restore/safety-backup.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import type { SafetyCopy } from '../../domain/restore/restore-record.ts';
import type { CreateBackup } from '../create-backup.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RawCopier } from '../ports/raw-copier.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

export interface SafetyCopyPorts {
  readonly store: BackupStore;
  readonly rawCopier: RawCopier;
}

/** Keeps what a restore in place is about to replace. */
export class SafetyCopies {
  readonly #ports: SafetyCopyPorts;
  readonly #createBackup: CreateBackup;

  constructor(ports: SafetyCopyPorts, createBackup: CreateBackup) {
    this.#ports = ports;
    this.#createBackup = createBackup;
  }

  /**
   * A pinned backup of the database at a path; of a damaged one a raw copy in quarantine.
   * @param restored the backup that is about to be restored
   * @throws BackupManagerException there could be no copy: nothing may be replaced then
   */
  async make(
    target: { readonly database: string; readonly path: string },
    restored: Backup,
    run: RunContext,
  ): Promise<SafetyCopy> {
    try {
      const { manifest } = await this.#createBackup.executeWithin(run, {
        sourcePath: target.path,
        database: target.database,
        label: safetyLabel(restored.filename),
        pinned: true,
      });
      return { kind: 'backup', filename: manifest.filename };
    } catch (error) {
      if (!(error instanceof DatabaseCorruptedException)) throw error;
      const path = await this.#ports.rawCopier.keep(target.path, {
        database: target.database,
        at: run.startedAt,
        signal: run.signal,
      });
      run.warn(
        `what is replaced is damaged, no backup can be made of it: ${error.message}`,
        `It is kept as it was, with its log: ${path}`,
      );
      return { kind: 'raw_copy', path };
    }
  }

  /** The restore did not take place: its safety backup is a backup like any other. Never throws. */
  async unpin(copy: SafetyCopy | undefined): Promise<void> {
    if (copy?.kind !== 'backup') return;
    try {
      const { store } = this.#ports;
      const backup = (await store.list()).find(({ filename }) => filename === copy.filename);
      if (backup !== undefined) await store.saveState(backup, { ...backup.state, pinned: false });
    } catch {
      // A pin too many loses nothing, and must not hide why the restore failed.
    }
  }
}
