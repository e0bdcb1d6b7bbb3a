import type { Problem } from '../domain/health/backup-directory-health.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import type { CleanupBackups, DecidedFile } from './cleanup-backups.ts';
import type { InStore } from './cleanup-stores.ts';
import type { CreateBackup, CreateBackupCommand, CreateBackupResult } from './create-backup.ts';
import type { Logger } from './ports/logger.ts';
import type { RunOptions, CancelOptions } from './runs/run-coordinator.ts';

export interface BackUpAndCleanUpResult extends CreateBackupResult {
  /** What retention removed afterwards, with the reasons. */
  readonly removed: readonly InStore<DecidedFile>[];
  /** Why the cleanup failed; `undefined` when it succeeded or was not requested. */
  readonly cleanupProblem: Problem | undefined;
}

/** Retention of one store. */
export interface StoreCleanup {
  readonly store: string;
  /** Whether it runs after each backup. */
  readonly isEnabled: boolean;
  readonly cleanupBackups: Pick<CleanupBackups, 'execute'>;
}

export interface BackUpAndCleanUpPorts {
  readonly createBackup: Pick<CreateBackup, 'execute'>;
  readonly cleanups: readonly StoreCleanup[];
  readonly logger: Logger;
}

type CleanupOutcome = Pick<BackUpAndCleanUpResult, 'removed' | 'cleanupProblem'>;

/**
 * Creates a backup and then cleans up its database in every store that has the new backup: never after a failed
 * backup, and a failed cleanup leaves the backup a success.
 */
export class BackUpAndCleanUp {
  readonly #ports: BackUpAndCleanUpPorts;

  constructor(ports: BackUpAndCleanUpPorts) {
    this.#ports = ports;
  }

  /** @throws see CreateBackup */
  async execute(command: CreateBackupCommand, options: RunOptions = {}): Promise<BackUpAndCleanUpResult> {
    const { createBackup, cleanups } = this.#ports;
    const created = await createBackup.execute(command, options);
    const hasCopy = ({ store }: StoreCleanup): boolean =>
      created.copies.some((copy) => copy.store === store && copy.result === 'ok');
    const outcomes: CleanupOutcome[] = [];
    for (const cleanup of cleanups.filter(({ isEnabled }) => isEnabled).filter(hasCopy)) {
      outcomes.push(await this.#cleanUp(cleanup, created.manifest.database, options));
    }
    return {
      ...created,
      removed: outcomes.flatMap(({ removed }) => removed),
      cleanupProblem: outcomes.find(({ cleanupProblem }) => cleanupProblem !== undefined)?.cleanupProblem,
    };
  }

  async #cleanUp(
    { store, cleanupBackups }: StoreCleanup,
    database: string,
    options: CancelOptions,
  ): Promise<CleanupOutcome> {
    const place = this.#ports.cleanups.length > 1 ? ` in the store ${store}` : '';
    try {
      const { removed, failed } = await cleanupBackups.execute({ database, dryRun: false }, options);
      const [first] = failed;
      // The runs reported these already; this is for callers that see only the result.
      const cleanupProblem =
        first &&
        problem(place, `${String(failed.length)} not removed, ${first.filename}: ${first.error}`, HINT);
      return { removed: removed.map((row) => ({ ...row, store })), cleanupProblem };
    } catch (error) {
      this.#ports.logger.error(`the cleanup after the backup of ${database}${place} failed`, error);
      const message = error instanceof Error ? error.message : String(error);
      const hint = error instanceof BackupManagerException ? error.hint : HINT;
      return { removed: [], cleanupProblem: problem(place, message, hint) };
    }
  }
}

const HINT = 'Run backup-manager cleanup to see the reason; the log file has more.';

function problem(place: string, message: string, hint: string): Problem {
  return { message: `the backup was made, but the cleanup after it${place} failed: ${message}`, hint };
}
