import { isManaged, newestFirst, type Backup } from '../domain/backup/backup.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupDirectoryException } from '../domain/exceptions/backup-directory-exception.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import type { RetentionRule } from '../domain/retention/retention-rule.ts';
import type { RetentionDecision } from '../domain/retention/retention.ts';
import type { CheckResult } from '../domain/verification/verification.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { RetentionChange } from './retention/changed-retention.ts';
import {
  RetentionPlanner,
  type RetentionPlannerPolicy,
  type RetentionPlannerPorts,
} from './retention/retention-planner.ts';
import type { AnchorCheck } from './retention/verify-anchor.ts';
import type { RunContext, RunCoordinator } from './runs/run-coordinator.ts';

export interface CleanupBackupsCommand extends RetentionChange {
  /** Only this database's backups; `undefined` cleans up all. */
  readonly database?: string | undefined;
  /** Decide and report, remove nothing. */
  readonly dryRun: boolean;
}

export interface CleanupBackupsResult {
  readonly removed: readonly DecidedFile[];
  readonly kept: readonly DecidedFile[];
  readonly failed: readonly { readonly filename: string; readonly error: string }[];
  /** Backups that were verified before others were removed for their sake; on a dry run those that would be. */
  readonly checked: readonly CheckedAnchor[];
  readonly dryRun: boolean;
}

/** `pending`: a dry run verifies nothing. */
export type CheckedAnchor = Omit<AnchorCheck, 'result'> & { readonly result: CheckResult | 'pending' };

/** What became of a file, and why. */
export interface DecidedFile {
  readonly filename: string;
  readonly rule: RetentionRule;
  readonly reason: string;
}

export interface CleanupPolicy extends RetentionPlannerPolicy {
  /** Deadline for each database. */
  readonly timeoutMs: number;
}

/** What became of one file, and the reason or the error. */
type Outcome = Decided | Failed;

interface Decided {
  readonly backup: Backup;
  readonly fate: 'removed' | 'kept';
  readonly rule: RetentionRule;
  readonly text: string;
}

interface Failed {
  readonly backup: Backup;
  readonly fate: 'failed';
  readonly text: string;
}

interface DatabaseCleanup {
  readonly database: string;
  /** As they were listed before the run. */
  readonly backups: readonly Backup[];
  readonly planner: RetentionPlanner;
  readonly checked: CheckedAnchor[];
}

/** Applies retention to every database by itself, with a reason for each file. */
export class CleanupBackups {
  readonly #store: BackupStore;
  readonly #planner: RetentionPlanner;
  readonly #coordinator: RunCoordinator;
  readonly #policy: CleanupPolicy;

  constructor(
    ports: RetentionPlannerPorts,
    coordinator: RunCoordinator,
    clock: Clock,
    policy: CleanupPolicy,
  ) {
    this.#store = ports.store;
    this.#planner = new RetentionPlanner(ports, clock, policy);
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * One file or one database that fails does not stop the others; it is in `failed`. So is a file that is not as it
   * was decided when the directory is read again afterwards; the run has failed then.
   *
   * Before anything of a database is removed, its anchors are verified (see `anchorsToVerify`). One that fails is no
   * anchor: the decisions are made again without it.
   *
   * @throws UsageException a number is not allowed, or more must stay than may be there
   * @throws BackupDirectoryException the backups cannot be listed
   * @throws OperationInProgressException the one database that was asked for is busy
   * @throws BackupTimeoutException the one database that was asked for took too long
   * @throws OperationCancelledException the caller's signal aborted
   */
  async execute(
    command: CleanupBackupsCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CleanupBackupsResult> {
    const planner = this.#planner.changed(command, command.database);
    const outcomes: Outcome[] = [];
    const checked: CheckedAnchor[] = [];
    for (const [database, backups] of groupByDatabase(await this.#store.list(command))) {
      if (command.dryRun || database === undefined) {
        const { decisions, toVerify } = await planner.plan(database, backups);
        outcomes.push(...decisions.map(asDecided));
        checked.push(...toVerify.map(asPending));
      } else {
        const cleanup = { database, backups, planner, checked };
        outcomes.push(...(await this.#cleanUp(cleanup, command, options.signal)));
      }
    }
    outcomes.sort((left, right) => newestFirst(left.backup, right.backup));
    return {
      removed: outcomes.flatMap((one) => (one.fate === 'removed' ? [decidedFile(one)] : [])),
      kept: outcomes.flatMap((one) => (one.fate === 'kept' ? [decidedFile(one)] : [])),
      failed: outcomes.flatMap(({ backup, fate, text }) =>
        fate === 'failed' ? [{ filename: backup.filename, error: text }] : [],
      ),
      checked,
      dryRun: command.dryRun,
    };
  }

  async #cleanUp(
    { database, backups, planner, checked }: DatabaseCleanup,
    command: CleanupBackupsCommand,
    signal: AbortSignal | undefined,
  ): Promise<readonly Outcome[]> {
    let { decisions } = await planner.plan(database, backups);
    let outcomes: readonly Outcome[] = [];
    const request = { operation: 'cleanup', database, timeoutMs: this.#policy.timeoutMs, signal } as const;
    try {
      await this.#coordinator.perform(request, async (context) => {
        // Listed again under the lock: a backup may have been pinned, verified or made since.
        decisions = await planner.planVerified(database, context, (check) => checked.push(check));
        const done: Outcome[] = [];
        outcomes = done;
        for (const decision of decisions) {
          context.signal.throwIfAborted();
          done.push(await this.#carryOut(decision, context));
        }
        outcomes = await this.#compare(database, done);
        assertAsDecided(database, done, outcomes);
        return { value: undefined, facts: countFates(outcomes) };
      });
    } catch (error) {
      const isOurs =
        error instanceof BackupManagerException && !(error instanceof OperationCancelledException);
      // Then it is the comparison that failed, and the outcomes tell of it.
      const isWhole = outcomes.length > 0 && outcomes.length === decisions.length;
      if (!isOurs || (command.database !== undefined && !isWhole)) throw error;
      return decisions.map((decision, index) => outcomes[index] ?? notCarriedOut(decision, error));
    }
    return outcomes;
  }

  async #carryOut(decision: RetentionDecision, context: RunContext): Promise<Outcome> {
    const { action, backup, rule, reason } = decision;
    context.detail(`${action} ${backup.filename}: ${reason}`, { rule });
    if (decision.action === 'keep') return asDecided(decision);
    try {
      await this.#store.remove(decision.backup);
      return asDecided(decision);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const hint = error instanceof BackupManagerException ? error.hint : 'Remove it by hand.';
      context.warn(`${decision.backup.filename} was not removed: ${text}`, hint);
      return failed(decision, text);
    }
  }

  /** What is there against what should be. Another tool's files come and go as that tool likes. */
  async #compare(database: string, done: readonly Outcome[]): Promise<readonly Outcome[]> {
    if (done.every(({ fate }) => fate === 'kept')) return done;
    let there: ReadonlyMap<string, Backup>;
    try {
      there = new Map((await this.#store.list({ database })).map((backup) => [backup.filename, backup]));
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      const text = `nobody knows whether it is gone: ${error.message}`;
      return done.map((outcome) => (outcome.fate === 'removed' ? failed(outcome, text) : outcome));
    }
    return done.map((outcome) => {
      const listed = there.get(outcome.backup.filename);
      const isLost = listed?.isDataMissing === true && outcome.backup.isDataMissing !== true;
      if (outcome.fate === 'removed' && listed !== undefined)
        return failed(outcome, 'it is still there after it was removed');
      if (outcome.fate === 'kept' && (listed === undefined || isLost) && isManaged(outcome.backup))
        return failed(outcome, 'it is gone, and retention did not remove it');
      return outcome;
    });
  }
}

function decidedFile({ backup, rule, text }: Decided): DecidedFile {
  return { filename: backup.filename, rule, reason: text };
}

function asPending({ filename }: Backup): CheckedAnchor {
  return { filename, result: 'pending', detail: 'would be verified before anything is removed' };
}

function failed({ backup }: { readonly backup: Backup }, text: string): Failed {
  return { backup, fate: 'failed', text };
}

/** @throws BackupDirectoryException what is there is not what was decided */
function assertAsDecided(database: string, done: readonly Outcome[], found: readonly Outcome[]): void {
  const surprises = found.filter((outcome, index) => outcome !== done[index]);
  if (surprises.length === 0) return;
  const told = surprises.map(({ backup, text }) => `${backup.filename}: ${text}`);
  throw new BackupDirectoryException(
    `after the cleanup of ${database} the backup directory is not as it should be: ${told.join('; ')}`,
    {
      hint: 'Find out who else removes or restores files there; backup-manager list says what is left.',
      details: { database, files: surprises.map(({ backup }) => backup.filename) },
    },
  );
}

function asDecided({ backup, action, rule, reason }: RetentionDecision): Decided {
  return { backup, fate: action === 'keep' ? 'kept' : 'removed', rule, text: reason };
}

/** What the run did not come to: files that would have gone are failures, the others simply stay. */
function notCarriedOut(decision: RetentionDecision, error: Error): Outcome {
  if (decision.action === 'keep') return asDecided(decision);
  return failed(decision, error.message);
}

function countFates(outcomes: readonly Outcome[]): Record<Outcome['fate'], number> {
  const count = { removed: 0, kept: 0, failed: 0 };
  for (const { fate } of outcomes) count[fate]++;
  return count;
}
