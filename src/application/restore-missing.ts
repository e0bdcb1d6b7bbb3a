import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../domain/restore/backup-choice.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { RestoreBackup, RestoreBackupResult } from './restore-backup.ts';
import type { CancelOptions } from './runs/run-coordinator.ts';
import type { StoreSelection } from './stores/select-stores.ts';

export interface RestoreMissingCommand extends StoreSelection {
  readonly backup: BackupChoice;
  readonly path: string;
}

export interface RestoreMissingPorts {
  readonly sourceFiles: Pick<SourceFiles, 'describe'>;
  readonly restoreBackup: Pick<RestoreBackup, 'execute'>;
}

/** Restores a database to a path only where nothing is: for the start of a container. */
export class RestoreMissing {
  readonly #ports: RestoreMissingPorts;

  constructor(ports: RestoreMissingPorts) {
    this.#ports = ports;
  }

  /**
   * @returns `undefined` when something is at the path: nothing was done, and no store was needed
   * @throws BackupManagerException as RestoreBackup
   */
  async execute(
    { path, ...source }: RestoreMissingCommand,
    options: CancelOptions = {},
  ): Promise<RestoreBackupResult | undefined> {
    if (await this.#exists(path)) return undefined;
    const target = { kind: 'path', path, overwrite: false } as const;
    try {
      return await this.#ports.restoreBackup.execute({ ...source, target }, options);
    } catch (error) {
      // The application, or another restore, was faster.
      if (error instanceof UsageException && (await this.#exists(path))) return undefined;
      throw error;
    }
  }

  async #exists(path: string): Promise<boolean> {
    const { kind } = await this.#ports.sourceFiles.describe(path);
    return kind !== 'missing';
  }
}
