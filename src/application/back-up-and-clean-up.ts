import type { Problem } from '../domain/health/backup-directory-health.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import type { CleanupBackups, DecidedFile } from './cleanup-backups.ts';
import type { CreateBackup, CreateBackupCommand, CreateBackupResult } from './create-backup.ts';
import type { Logger } from './ports/logger.ts';
import type { RunOptions } from './runs/run-coordinator.ts';

export interface BackUpAndCleanUpResult extends CreateBackupResult {
  /** What retention removed afterwards, with the reasons. */
  readonly removed: readonly DecidedFile[];
  /** Why the cleanup failed; `undefined` when it succeeded or was not requested. */
  readonly cleanupProblem: Problem | undefined;
}

export interface BackUpAndCleanUpPolicy {
  readonly cleanupAfterCreate: boolean;
}

export interface BackUpAndCleanUpPorts {
  readonly createBackup: CreateBackup;
  readonly cleanupBackups: CleanupBackups;
  readonly logger: Logger;
}

/**
 * Creates a backup and then cleans up its database: never after a failed backup, and a failed cleanup leaves
 * the backup a success.
 */
export class BackUpAndCleanUp {
  readonly #ports: BackUpAndCleanUpPorts;
  readonly #policy: BackUpAndCleanUpPolicy;

  constructor(ports: BackUpAndCleanUpPorts, policy: BackUpAndCleanUpPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** @throws see CreateBackup */
  async execute(command: CreateBackupCommand, options: RunOptions = {}): Promise<BackUpAndCleanUpResult> {
    const created = await this.#ports.createBackup.execute(command, options);
    if (!this.#policy.cleanupAfterCreate) return { ...created, removed: [], cleanupProblem: undefined };
    return { ...created, ...(await this.#cleanUp(created.manifest.database, options)) };
  }

  async #cleanUp(
    database: string,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<Pick<BackUpAndCleanUpResult, 'removed' | 'cleanupProblem'>> {
    try {
      const { removed, failed } = await this.#ports.cleanupBackups.execute(
        { database, dryRun: false },
        options,
      );
      const [first] = failed;
      // The runs reported these already; this is for callers that see only the result.
      const cleanupProblem =
        first && problem(`${String(failed.length)} not removed, ${first.filename}: ${first.error}`, HINT);
      return { removed, cleanupProblem };
    } catch (error) {
      this.#ports.logger.error(`the cleanup after the backup of ${database} failed`, error);
      const message = error instanceof Error ? error.message : String(error);
      const hint = error instanceof BackupManagerException ? error.hint : HINT;
      return { removed: [], cleanupProblem: problem(message, hint) };
    }
  }
}

const HINT = 'Run backup-manager cleanup to see the reason; the log file has more.';

function problem(message: string, hint: string): Problem {
  return { message: `the backup was made, but the cleanup after it failed: ${message}`, hint };
}
