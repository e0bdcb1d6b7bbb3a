import { DatabaseCorruptedException } from '../../domain/exceptions/database-corrupted-exception.ts';
import { safetyLabel } from '../../domain/restore/safety-backup.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import type { SafetyCopy } from '../../domain/restore/restore-record.ts';
import type { CreateBackup } from '../create-backup.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

export interface SafetyCopyPorts {
  readonly store: BackupStore;
  readonly quarantine: Pick<Quarantine, 'keep'>;
  readonly createBackup: Pick<CreateBackup, 'executeWithin'>;
}

/** Keeps the content that a restore in place replaces. */
export class SafetyCopies {
  readonly #ports: SafetyCopyPorts;

  constructor(ports: SafetyCopyPorts) {
    this.#ports = ports;
  }

  /**
   * Makes a pinned backup of the database at a path; for a damaged one a raw copy in quarantine.
   * @param restored the backup to restore
   * @throws BackupManagerException no copy could be made: nothing may be replaced
   */
  async create(
    target: { readonly database: string; readonly path: string },
    restored: Backup,
    run: RunContext,
  ): Promise<SafetyCopy> {
    try {
      const { manifest } = await this.#ports.createBackup.executeWithin(run, {
        sourcePath: target.path,
        database: target.database,
        label: safetyLabel(restored.filename),
        pinned: true,
      });
      return { kind: 'backup', filename: manifest.filename };
    } catch (error) {
      if (!(error instanceof DatabaseCorruptedException)) throw error;
      const path = await this.#ports.quarantine.keep(target.path, {
        database: target.database,
        at: run.startedAt,
        signal: run.signal,
      });
      run.warn(
        `the database is damaged, so no backup of it can be made: ${error.message}`,
        `It is kept unchanged with its WAL: ${path}`,
      );
      return { kind: 'raw_copy', path };
    }
  }

  /** The restore did not happen: its safety backup becomes an ordinary one. Never throws. */
  async unpin(copy: SafetyCopy | undefined): Promise<void> {
    if (copy?.kind !== 'backup') return;
    try {
      const { store } = this.#ports;
      const backup = (await store.list()).find(({ filename }) => filename === copy.filename);
      if (backup !== undefined) await store.saveState(backup, { ...backup.state, pinned: false });
    } catch {
      // Ignore a failed unpin: an extra pin is harmless, and the restore's error matters more.
    }
  }
}
