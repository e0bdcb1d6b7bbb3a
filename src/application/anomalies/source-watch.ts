import { anomalyOf, withAnomaly, type AnomalyState, type SourceSize } from '../../domain/anomaly/anomaly.ts';
import { describeAnomaly } from '../../domain/anomaly/anomaly-text.ts';
import { stateAfterCapture, stateAfterDamage, stateAfterHost } from '../../domain/anomaly/next-state.ts';
import { isVerified, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { datedByNow } from '../../domain/backup/future-dated.ts';
import type { CaptureFacts, Manifest } from '../../domain/backup/manifest.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/** What is on record before a capture is published, and what is to be once it is. */
export interface CaptureVerdict {
  readonly recorded: AnomalyState;
  readonly next: AnomalyState;
}

/**
 * Keeps the record of what is suspicious about a source. What freezes retention is written before a backup is
 * published, what ends a freeze after it: a run that dies in between leaves the history frozen, never free.
 */
export class SourceWatch {
  readonly #anomalies: AnomalyStore;
  readonly #shrinkPercent: number;
  readonly #host: string;

  constructor(
    anomalies: AnomalyStore,
    policy: { readonly anomalyShrinkPercent: number; readonly host: string },
  ) {
    this.#anomalies = anomalies;
    this.#shrinkPercent = policy.anomalyShrinkPercent;
    this.#host = policy.host;
  }

  /** Records damage. That it cannot be recorded must not hide it, so that is only told. */
  async recordDamage(database: string, detail: string, run: RunContext): Promise<void> {
    const state = await this.#anomalies.read(database);
    await this.#save(database, stateAfterDamage(state, run.startedAt, detail), run);
  }

  /**
   * Judges a capture that is about to be published against the backups from before it, and tells what is suspicious.
   * @throws BackupDirectoryException a collapse or another host cannot be recorded: unrecorded, this backup is the next measure
   */
  async judge(
    database: string,
    captured: CaptureFacts,
    backups: readonly Backup[],
    run: RunContext,
  ): Promise<CaptureVerdict> {
    const state = await this.#anomalies.read(database);
    const newest = newestVerified(backups, run.startedAt);
    const capture = {
      at: run.startedAt,
      size: sizeOf(captured),
      sourceCheck: captured.sourceCheck.result,
      newestVerified: newest && { ...sizeOf(newest), at: newest.createdAt },
    };
    const next = stateAfterHost(stateAfterCapture(state, capture, this.#shrinkPercent), {
      at: run.startedAt,
      host: this.#host,
      newestHost: newestHost(backups, run.startedAt),
    });
    for (const anomaly of next.anomalies) {
      const { message, hint } = describeAnomaly(database, anomaly);
      run.warn(`${message}; retention removes nothing of ${database}`, hint);
    }
    const opened = [anomalyOf(next, 'collapse'), anomalyOf(next, 'another_host')].filter(
      (anomaly) => anomaly !== undefined,
    );
    if (opened.length === 0) return { recorded: state, next };
    const recorded = opened.reduce(withAnomaly, state);
    await this.#anomalies.write(database, recorded);
    return { recorded, next };
  }

  /** Records what a published capture ended. */
  async settle(database: string, { recorded, next }: CaptureVerdict, run: RunContext): Promise<void> {
    if (JSON.stringify(recorded) !== JSON.stringify(next)) await this.#save(database, next, run);
  }

  async #save(database: string, state: AnomalyState, run: RunContext): Promise<void> {
    try {
      await saveAnomalies(this.#anomalies, database, state);
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
      run.warn(`what is suspicious about ${database} could not be recorded: ${error.message}`, error.hint);
    }
  }
}

/**
 * Writes a record, or removes one that has nothing more to say.
 * @throws BackupDirectoryException
 */
export async function saveAnomalies(
  store: AnomalyStore,
  database: string,
  state: AnomalyState,
): Promise<void> {
  const { anomalies, accepted, acceptedHosts } = state;
  const isEmpty = anomalies.length === 0 && accepted === undefined && acceptedHosts === undefined;
  await (isEmpty ? store.clear(database) : store.write(database, state));
}

function newestVerified(backups: readonly Backup[], now: Date): Manifest | undefined {
  const found = datedByNow(backups, now).find(isVerified);
  return found && manifestOf(found);
}

/** Of an adopted file it is only known which host adopted it. */
function newestHost(backups: readonly Backup[], now: Date): string | undefined {
  const manifests = datedByNow(backups, now).flatMap((backup) => manifestOf(backup) ?? []);
  return manifests.find(({ adopted }) => adopted !== true)?.host;
}

function sizeOf(facts: CaptureFacts): SourceSize {
  const { databaseBytes, tableCount, usedPageCount, pageSize, storedBytes, compression } = facts;
  return {
    databaseBytes,
    tableCount,
    ...(usedPageCount !== undefined && { usedBytes: Math.min(usedPageCount * pageSize, databaseBytes) }),
    stored: { bytes: storedBytes, compression },
  };
}
