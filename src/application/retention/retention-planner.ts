import { pausedReason } from '../../domain/anomaly/anomaly-text.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { anchorsToVerify } from '../../domain/retention/anchors.ts';
import { retentionOf, type RetentionPolicies } from '../../domain/retention/retention-policy.ts';
import { decideRetention } from '../../domain/retention/retention.ts';
import type { RetentionDecision } from '../../domain/retention/retention-decision.ts';
import type { CheckResult } from '../../domain/verification/verification.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { ArtifactVerifier } from '../verification/artifact-verifier.ts';
import { changedRetention, type RetentionChange } from './changed-retention.ts';
import { verifyAnchor, type AnchorCheck } from './verify-anchor.ts';

/** Why retention removes nothing of a database; `undefined` if it may. */
export type PausedRetention = (database: string) => string | undefined;

export interface RetentionPlannerPorts {
  readonly store: BackupStore;
  readonly anomalies: Pick<AnomalyStore, 'read'>;
  readonly verifier: ArtifactVerifier;
  readonly clock: Clock;
  /** Of another host, whose anomalies are not here. */
  readonly pausedRetention?: PausedRetention | undefined;
}

export interface RetentionPlannerPolicy extends RetentionPolicies {
  /** An anchor verified longer ago is verified again. */
  readonly anchorMaxAgeMs: number;
}

export interface RetentionPlan {
  readonly decisions: readonly RetentionDecision[];
  /** To verify before the decisions are carried out. */
  readonly toVerify: readonly Backup[];
}

/** Decides by each database's policy what retention keeps and removes. */
export class RetentionPlanner {
  readonly #ports: RetentionPlannerPorts;
  readonly #policy: RetentionPlannerPolicy;

  constructor(ports: RetentionPlannerPorts, policy: RetentionPlannerPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * A planner for one cleanup with other numbers than the settings.
   * @throws UsageException see changedRetention
   */
  changed(change: RetentionChange, database: string | undefined): RetentionPlanner {
    const policies = changedRetention(this.#policy, change, database);
    return new RetentionPlanner(this.#ports, { ...this.#policy, ...policies });
  }

  /** @param checked results of the verifications in this run, by file name */
  async plan(
    database: string | undefined,
    backups: readonly Backup[],
    checked?: ReadonlyMap<string, CheckResult>,
  ): Promise<RetentionPlan> {
    const { anchorMaxAgeMs: maxAgeMs } = this.#policy;
    const policy = retentionOf(database, this.#policy);
    const reason = database === undefined ? undefined : await this.#pausedReason(database);
    const now = this.#ports.clock.now();
    const decisions = decideRetention(backups, policy, { now, pausedReason: reason, checked });
    return { decisions, toVerify: anchorsToVerify(decisions, policy, { now, maxAgeMs, checked }) };
  }

  async #pausedReason(database: string): Promise<string | undefined> {
    const { pausedRetention } = this.#ports;
    if (pausedRetention !== undefined) return pausedRetention(database);
    const { anomalies } = await this.#ports.anomalies.read(database);
    return pausedReason(database, anomalies);
  }

  /**
   * Lists and decides, within a run that holds the database's lock, until every anchor is verified or nothing
   * is to be removed. A failed anchor does not count, and the decisions are made again.
   * @param onCheck receives each verification
   */
  async planVerified(
    database: string,
    run: RunContext,
    onCheck: (check: AnchorCheck) => void,
  ): Promise<readonly RetentionDecision[]> {
    const checked = new Map<string, CheckResult>();
    for (;;) {
      const backups = await this.#ports.store.list({ database });
      const { decisions, toVerify } = await this.plan(database, backups, checked);
      if (toVerify.length === 0) return decisions;
      for (const backup of toVerify) {
        run.signal.throwIfAborted();
        const check = await verifyAnchor(this.#ports, backup, run);
        onCheck(check);
        checked.set(check.filename, check.result);
        // The other ones may not be anchors any more.
        if (check.result !== 'ok') break;
      }
    }
  }
}
