import { newestFirst, type Backup } from '../domain/backup/backup.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import {
  decideRetention,
  type RetentionDecision,
  type RetentionPolicy,
} from '../domain/retention/retention.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { RunContext, RunCoordinator } from './runs/run-coordinator.ts';

export interface CleanupBackupsCommand {
  /** Only this database's backups; `undefined` cleans up all. */
  readonly database?: string | undefined;
  /** Decide and report, remove nothing. */
  readonly dryRun: boolean;
}

export interface CleanupBackupsResult {
  readonly removed: readonly { readonly filename: string; readonly reason: string }[];
  readonly kept: readonly { readonly filename: string; readonly reason: string }[];
  readonly failed: readonly { readonly filename: string; readonly error: string }[];
  readonly dryRun: boolean;
}

export interface CleanupPolicy {
  readonly retention: RetentionPolicy;
  /** Deadline for each database. */
  readonly timeoutMs: number;
}

/** What became of one file, and the reason or the error. */
interface Outcome {
  readonly backup: Backup;
  readonly fate: 'removed' | 'kept' | 'failed';
  readonly text: string;
}

/** Applies retention to every database by itself, with a reason for each file. */
export class CleanupBackups {
  readonly #store: BackupStore;
  readonly #coordinator: RunCoordinator;
  readonly #clock: Clock;
  readonly #policy: CleanupPolicy;

  constructor(store: BackupStore, coordinator: RunCoordinator, clock: Clock, policy: CleanupPolicy) {
    this.#store = store;
    this.#coordinator = coordinator;
    this.#clock = clock;
    this.#policy = policy;
  }

  /**
   * One file or one database that fails does not stop the others; it is in `failed`.
   *
   * @throws BackupDirectoryException the backups cannot be listed
   * @throws OperationInProgressException the one database that was asked for is busy
   * @throws BackupTimeoutException the one database that was asked for took too long
   * @throws OperationCancelledException the caller's signal aborted
   */
  async execute(
    command: CleanupBackupsCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CleanupBackupsResult> {
    const outcomes: Outcome[] = [];
    for (const [database, backups] of groupByDatabase(await this.#store.list())) {
      if (command.database !== undefined && command.database !== database) continue;
      if (command.dryRun || database === undefined) outcomes.push(...this.#decide(backups).map(asDecided));
      else outcomes.push(...(await this.#cleanUp(database, backups, command, options.signal)));
    }
    outcomes.sort((left, right) => newestFirst(left.backup, right.backup));
    const withFate = (fate: Outcome['fate']): readonly Outcome[] =>
      outcomes.filter((one) => one.fate === fate);
    return {
      removed: withFate('removed').map(({ backup, text }) => ({ filename: backup.filename, reason: text })),
      kept: withFate('kept').map(({ backup, text }) => ({ filename: backup.filename, reason: text })),
      failed: withFate('failed').map(({ backup, text }) => ({ filename: backup.filename, error: text })),
      dryRun: command.dryRun,
    };
  }

  async #cleanUp(
    database: string,
    listed: readonly Backup[],
    command: CleanupBackupsCommand,
    signal: AbortSignal | undefined,
  ): Promise<readonly Outcome[]> {
    const done = new Map<string, Outcome>();
    let decisions = this.#decide(listed);
    const request = { operation: 'cleanup', database, timeoutMs: this.#policy.timeoutMs, signal } as const;
    try {
      await this.#coordinator.perform(request, async (context) => {
        // Listed again under the lock: a backup may have been pinned, verified or made since.
        decisions = this.#decide((await this.#store.list()).filter((backup) => backup.database === database));
        for (const decision of decisions) {
          context.signal.throwIfAborted();
          done.set(decision.backup.filename, await this.#carryOut(decision, context));
        }
        return { value: undefined, facts: countFates([...done.values()]) };
      });
    } catch (error) {
      const isOurs =
        error instanceof BackupManagerException && !(error instanceof OperationCancelledException);
      if (!isOurs || command.database !== undefined) throw error;
      return decisions.map(
        (decision) => done.get(decision.backup.filename) ?? notCarriedOut(decision, error),
      );
    }
    return [...done.values()];
  }

  #decide(backups: readonly Backup[]): readonly RetentionDecision[] {
    return decideRetention(backups, this.#policy.retention, this.#clock.now());
  }

  async #carryOut(decision: RetentionDecision, context: RunContext): Promise<Outcome> {
    if (decision.action === 'keep') return asDecided(decision);
    try {
      await this.#store.remove(decision.backup);
      return asDecided(decision);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const hint = error instanceof BackupManagerException ? error.hint : 'Remove it by hand.';
      context.warn(`${decision.backup.filename} was not removed: ${text}`, hint);
      return { backup: decision.backup, fate: 'failed', text };
    }
  }
}

function asDecided({ backup, action, reason }: RetentionDecision): Outcome {
  return { backup, fate: action === 'keep' ? 'kept' : 'removed', text: reason };
}

/** What the run did not come to: files that would have gone are failures, the others simply stay. */
function notCarriedOut(decision: RetentionDecision, error: Error): Outcome {
  if (decision.action === 'keep') return asDecided(decision);
  return { backup: decision.backup, fate: 'failed', text: error.message };
}

function countFates(outcomes: readonly Outcome[]): Record<Outcome['fate'], number> {
  const count = { removed: 0, kept: 0, failed: 0 };
  for (const { fate } of outcomes) count[fate]++;
  return count;
}
