import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import {
  assertionsAbout,
  assertionCheck,
  type DrillAssertion,
} from '../../domain/verification/drill-assertion.ts';
import { overallResult, type Check } from '../../domain/verification/verification.ts';
import { databaseOf } from '../backups/find-backup.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { DatabaseInspector } from '../ports/database-inspector.ts';
import type { DatabaseRestorer } from '../ports/database-restorer.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import { Copies } from '../restore/copies.ts';
import type { DatabasePreparation } from '../restore/database-preparation.ts';
import { databaseBytesOf } from '../restore/restorable.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { unopenedCheck } from './compare-digests.ts';
import { reportChecks } from './recorded-verification.ts';

export interface RestoreDrillPorts {
  readonly store: BackupStore;
  readonly preparation: DatabasePreparation;
  readonly staging: StagingArea;
  readonly restorer: DatabaseRestorer;
  readonly inspector: DatabaseInspector;
}

export interface RestoreDrillPolicy {
  /** Space that the restored copy must leave free on its disk. */
  readonly minFreeBytes: number;
  readonly drillAssertions: readonly DrillAssertion[];
  /** Per assertion. */
  readonly assertionTimeoutMs: number;
}

export interface RestoreDrillResult {
  readonly checks: readonly Check[];
  /** `undefined` when nothing was restored. */
  readonly restoreMs: number | undefined;
}

/** Restores a backup into scratch exactly as a real restore does, and checks the result. */
export class RestoreDrill {
  readonly #ports: RestoreDrillPorts;
  readonly #policy: RestoreDrillPolicy;

  constructor(ports: RestoreDrillPorts, policy: RestoreDrillPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** @throws the reason of the run's signal when it aborts; a problem of the backup is a failed check */
  async perform(backup: Backup, run: RunContext): Promise<RestoreDrillResult> {
    let scratchPath: string | undefined;
    try {
      scratchPath = await this.#ports.staging.allocateScratch(databaseOf(backup));
      const restoreMs = await this.#restore(backup, scratchPath, run);
      const restored = restoredCheck(backup, restoreMs);
      const checks = [restored, ...(await this.#examine(backup, scratchPath, run))];
      reportChecks(backup.filename, 'drill', checks, run);
      return { checks, restoreMs };
    } catch (error) {
      run.signal.throwIfAborted();
      return { checks: [restoreFailure(error)], restoreMs: undefined };
    } finally {
      if (scratchPath !== undefined) await this.#ports.staging.discard(scratchPath);
    }
  }

  async #restore(backup: Backup, targetPath: string, run: RunContext): Promise<number> {
    const startedMs = run.elapsedMs();
    const neededBytes = databaseBytesOf(backup);
    const { minFreeBytes } = this.#policy;
    const copies = await Copies.of({ name: '', store: this.#ports.store, backup });
    const order = { copies, targetPath, overwrite: false, neededBytes, isScratch: true, minFreeBytes };
    return this.#ports.preparation.prepare(order, run, async ({ path }) => {
      await this.#ports.restorer.commit(path, targetPath, order);
      return run.elapsedMs() - startedMs;
    });
  }

  async #examine(backup: Backup, path: string, run: RunContext): Promise<readonly Check[]> {
    const { inspector } = this.#ports;
    const checks: Check[] = [...(await inspector.inspect(path, 'full', run))];
    // Answers from damaged content mean nothing.
    if (overallResult(checks) === 'failed') return checks;
    const { drillAssertions, assertionTimeoutMs: timeoutMs } = this.#policy;
    for (const assertion of assertionsAbout(backup.database, drillAssertions)) {
      const answer = await inspector.query(path, assertion.sql, { signal: run.signal, timeoutMs });
      checks.push(assertionCheck(assertion, answer));
    }
    return checks;
  }
}

function restoredCheck(backup: Backup, restoreMs: number): Check {
  const hasDigest = manifestOf(backup)?.databaseSha256 !== undefined;
  const digest = hasDigest ? 'read back with the recorded digest' : 'read back as written';
  return { name: 'restore', result: 'ok', detail: `${digest}, in ${String(restoreMs)} ms` };
}

/** A backup that differs from its record failed; missing space and a missing identity are not damage. */
function restoreFailure(error: unknown): Check {
  if (error instanceof BackupVerificationException) {
    return { name: 'restore', result: 'failed', detail: error.message };
  }
  if (error instanceof BackupDirectoryException) {
    return { name: 'scratch_space', result: 'inconclusive', detail: error.message };
  }
  if (error instanceof DecryptionKeyException) return unopenedCheck(error);
  throw error;
}
