import { isManaged, newestFirst, type Backup } from '../domain/backup/backup.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import type { RetentionRule } from '../domain/retention/retention-rule.ts';
import { inRemovalOrder } from '../domain/retention/removal-order.ts';
import type { RetentionDecision } from '../domain/retention/retention-decision.ts';
import type { CheckResult } from '../domain/verification/verification.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { RetentionChange } from './retention/changed-retention.ts';
import {
  asDecided,
  assertAsDecided,
  countOutcomes,
  failed,
  notCarriedOut,
  notRemovedAbove,
  type Decided,
  type Outcome,
} from './retention/cleanup-outcome.ts';
import {
  RetentionPlanner,
  type RetentionPlannerPolicy,
  type RetentionPlannerPorts,
} from './retention/retention-planner.ts';
import type { AnchorCheck } from './retention/verify-anchor.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface CleanupBackupsCommand extends RetentionChange {
  /** `undefined` cleans up all databases. */
  readonly database?: string | undefined;
  /** Decide and report, remove nothing. */
  readonly dryRun: boolean;
}

export interface CleanupBackupsResult {
  readonly removed: readonly DecidedFile[];
  readonly kept: readonly DecidedFile[];
  readonly failed: readonly { readonly filename: string; readonly error: string }[];
  /** The anchors verified before a removal; on a dry run those that would be. */
  readonly checked: readonly CheckedAnchor[];
  /** Stored bytes of `removed`. */
  readonly freedBytes: number;
  readonly dryRun: boolean;
}

/** `pending`: a dry run verifies nothing. */
export type CheckedAnchor = Omit<AnchorCheck, 'result'> & { readonly result: CheckResult | 'pending' };

export interface DecidedFile {
  readonly filename: string;
  readonly rule: RetentionRule;
  readonly reason: string;
}

export interface CleanupPolicy extends RetentionPlannerPolicy {
  /** Per database. */
  readonly timeoutMs: number;
}

interface DatabaseCleanup {
  readonly database: string;
  /** As listed before the run. */
  readonly backups: readonly Backup[];
  readonly planner: RetentionPlanner;
  readonly checked: CheckedAnchor[];
}

/** Applies retention to each database separately, with a reason for each file. */
export class CleanupBackups {
  readonly #store: BackupStore;
  readonly #planner: RetentionPlanner;
  readonly #coordinator: RunCoordinator;
  readonly #policy: CleanupPolicy;

  constructor(ports: RetentionPlannerPorts, coordinator: RunCoordinator, policy: CleanupPolicy) {
    this.#store = ports.store;
    this.#planner = new RetentionPlanner(ports, policy);
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * A failure of one file or database does not stop the others; it is in `failed`. So are the backups below a delta
   * that was not removed, and a file whose state differs from its decision when the directory is listed again; the run
   * counts as failed then.
   * The anchors are verified before anything is removed (see `anchorsToVerify`). If one fails, the decisions
   * are made again without it.
   * @throws UsageException a number is not allowed, or keep_min exceeds max_files
   * @throws BackupDirectoryException the backups cannot be listed
   * @throws OperationInProgressException the one requested database is locked
   * @throws BackupTimeoutException the one requested database took too long
   * @throws OperationCancelledException the caller's signal aborted
   */
  async execute(command: CleanupBackupsCommand, options: CancelOptions = {}): Promise<CleanupBackupsResult> {
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
    const removed = outcomes.filter((one): one is Decided => one.outcome === 'removed');
    return {
      removed: removed.map(decidedFile),
      kept: outcomes.flatMap((one) => (one.outcome === 'kept' ? [decidedFile(one)] : [])),
      failed: outcomes.flatMap(({ backup, outcome, text }) =>
        outcome === 'failed' ? [{ filename: backup.filename, error: text }] : [],
      ),
      checked,
      freedBytes: removed.reduce((sum, { backup }) => sum + backup.storedBytes, 0),
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
        // Listed again under the lock: a backup may have been pinned, verified or created.
        const planned = await planner.planVerified(database, context, (check) => checked.push(check));
        decisions = inRemovalOrder(planned);
        const done: Outcome[] = [];
        outcomes = done;
        for (const decision of decisions) {
          context.signal.throwIfAborted();
          done.push(await this.#carryOut(decision, done, context));
        }
        outcomes = await this.#compare(database, done);
        assertAsDecided(database, done, outcomes);
        return { value: undefined, facts: countOutcomes(outcomes) };
      });
    } catch (error) {
      const isOurs =
        error instanceof BackupManagerException && !(error instanceof OperationCancelledException);
      // Then the comparison failed, and the outcomes contain it.
      const isComplete = outcomes.length > 0 && outcomes.length === decisions.length;
      if (!isOurs || (command.database !== undefined && !isComplete)) throw error;
      return decisions.map((decision, index) => outcomes[index] ?? notCarriedOut(decision, error));
    }
    return outcomes;
  }

  async #carryOut(
    decision: RetentionDecision,
    done: readonly Outcome[],
    context: RunContext,
  ): Promise<Outcome> {
    const { action, backup, rule, reason } = decision;
    context.detail(`${action} ${backup.filename}: ${reason}`, { rule });
    if (action === 'keep') return asDecided(decision);
    const child = notRemovedAbove(backup, done);
    if (child !== undefined) return failed(decision, `${child.filename} depends on it and was not removed`);
    try {
      await this.#store.remove(backup);
      return asDecided(decision);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const hint = error instanceof BackupManagerException ? error.hint : 'Remove it by hand.';
      context.warn(`${backup.filename} was not removed: ${text}`, hint);
      return failed(decision, text);
    }
  }

  /** Compares the directory with the decisions. Other tools' files may change at any time. */
  async #compare(database: string, done: readonly Outcome[]): Promise<readonly Outcome[]> {
    if (done.every(({ outcome }) => outcome === 'kept')) return done;
    let present: ReadonlyMap<string, Backup>;
    try {
      present = new Map((await this.#store.list({ database })).map((backup) => [backup.filename, backup]));
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      const text = `it is unknown whether it is gone: ${error.message}`;
      return done.map((outcome) => (outcome.outcome === 'removed' ? failed(outcome, text) : outcome));
    }
    return done.map((outcome) => {
      const listed = present.get(outcome.backup.filename);
      const isLost = listed?.isDataMissing === true && outcome.backup.isDataMissing !== true;
      if (outcome.outcome === 'removed' && listed !== undefined)
        return failed(outcome, 'it still exists after its removal');
      if (outcome.outcome === 'kept' && (listed === undefined || isLost) && isManaged(outcome.backup))
        return failed(outcome, 'it is gone, but retention did not remove it');
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
