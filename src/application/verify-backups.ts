import type { Backup } from '../domain/backup/backup.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { BackupNotFoundException } from '../domain/exceptions/backup-not-found-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import {
  selectForVerification,
  type VerificationSelection,
} from '../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../domain/verification/verification.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { RunOptions } from './runs/run-coordinator.ts';
import type { NamedStore } from './stores/named-store.ts';
import type { VerifyBackup, VerifyBackupResult } from './verify-backup.ts';

export interface VerifyBackupsCommand {
  readonly level: VerificationLevel;
  readonly database?: string | undefined;
  /** `undefined`: all, other tools' files included. */
  readonly selection?: VerificationSelection | undefined;
}

export interface VerifyBackupsOptions extends RunOptions {
  /** Called after each backup, in the order of completion. */
  readonly onVerified?: ((result: VerifyBackupResult, done: number, total: number) => void) | undefined;
}

export interface VerifyBackupsPolicy {
  /** How many databases are verified at the same time. */
  readonly concurrency: number;
}

export interface VerifyBackupsPorts {
  readonly store: BackupStore;
  /** The first one is `store`. */
  readonly stores: readonly NamedStore[];
  readonly verifyBackup: Pick<VerifyBackup, 'execute'>;
  readonly clock: Clock;
  /** In [0, 1): decides between backups that are equally due; absent: Math.random. */
  readonly random?: () => number;
}

/** Verifies many backups: those of one database in sequence, several databases at a time. */
export class VerifyBackups {
  readonly #ports: VerifyBackupsPorts;
  readonly #policy: VerifyBackupsPolicy;

  constructor(ports: VerifyBackupsPorts, policy: VerifyBackupsPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * A backup that cannot be checked (locked database, removed file) is inconclusive and does not stop the
   * others.
   * @returns newest first
   * @throws BackupNotFoundException there is nothing to verify: an empty directory must not look like success
   * @throws BackupDirectoryException the backups cannot be listed
   * @throws OperationCancelledException
   */
  async execute(
    command: VerifyBackupsCommand,
    options: VerifyBackupsOptions = {},
  ): Promise<readonly VerifyBackupResult[]> {
    const chosen = this.#choose(await this.#ports.store.list(), command);
    if (chosen.length === 0) throw nothingToVerify(this.#ports.store.location, command);
    const results = new Map<string, VerifyBackupResult>();
    const queues = [...groupByDatabase(chosen).values()];
    const work = async (): Promise<void> => {
      for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) {
        for (const backup of queue) {
          const result = await this.#verify(backup, command.level, options);
          results.set(backup.filename, result);
          options.onVerified?.(result, results.size, chosen.length);
        }
      }
    };
    const workers = Array.from({ length: Math.min(this.#policy.concurrency, queues.length) }, work);
    // Waits for all: no check may continue in the background.
    const endings = await Promise.allSettled(workers);
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
    return chosen.map(({ filename }) => results.get(filename)).filter((result) => result !== undefined);
  }

  #choose(backups: readonly Backup[], { database, selection, level }: VerifyBackupsCommand) {
    const requested = backups.filter((backup) => database === undefined || backup.database === database);
    if (selection === undefined) return requested;
    const context = { now: this.#ports.clock.now(), level, random: this.#ports.random ?? Math.random };
    return selectForVerification(requested, selection, context);
  }

  async #verify(
    { filename }: Backup,
    level: VerificationLevel,
    { signal, lockWaitMs }: RunOptions,
  ): Promise<VerifyBackupResult> {
    const startedMs = this.#ports.clock.monotonicMs();
    try {
      return await this.#ports.verifyBackup.execute({ filename, level }, { signal, lockWaitMs });
    } catch (error) {
      if (!(error instanceof BackupManagerException) || error instanceof OperationCancelledException)
        throw error;
      return {
        filename,
        store: this.#ports.stores[0]?.name ?? '',
        level,
        result: 'inconclusive',
        checks: [{ name: 'run', result: 'inconclusive', detail: `${error.code}: ${error.message}` }],
        durationMs: Math.round(this.#ports.clock.monotonicMs() - startedMs),
      };
    }
  }
}

function nothingToVerify(directory: string, { database, selection }: VerifyBackupsCommand) {
  const of = database === undefined ? '' : ` of ${database}`;
  const ours = selection === undefined ? '' : ' with a manifest';
  return new BackupNotFoundException(`there is no backup${of}${ours} to verify in ${directory}`, {
    hint: 'List the backups: backup-manager list. backup_dir selects another directory.',
    details: { backup_dir: directory, database: database ?? null },
  });
}
