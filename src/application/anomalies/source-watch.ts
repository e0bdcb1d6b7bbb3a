import { anomalyOf, withAnomaly, type AnomalyState, type SourceSize } from '../../domain/anomaly/anomaly.ts';
import { describeAnomaly } from '../../domain/anomaly/anomaly-text.ts';
import { stateAfterCapture, stateAfterDamage, stateAfterHost } from '../../domain/anomaly/next-state.ts';
import { isVerified, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { datedByNow } from '../../domain/backup/future-dated.ts';
import type { CaptureFacts, Manifest } from '../../domain/backup/manifest.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/** The state recorded before a capture is published, and the state to record afterwards. */
export interface CaptureVerdict {
  readonly recorded: AnomalyState;
  readonly next: AnomalyState;
}

/**
 * Records anomalies of a source. A new anomaly is written before the backup is published, its end after it:
 * an interrupted run leaves retention paused, never free.
 */
export class SourceWatch {
  readonly #anomalies: AnomalyStore;
  readonly #shrinkPercent: number;
  readonly #host: string;

  constructor(
    { anomalies }: { readonly anomalies: AnomalyStore },
    policy: { readonly anomalyShrinkPercent: number; readonly host: string },
  ) {
    this.#anomalies = anomalies;
    this.#shrinkPercent = policy.anomalyShrinkPercent;
    this.#host = policy.host;
  }

  /** A failure to record only warns: it must not hide the damage. */
  async recordDamage(database: string, detail: string, run: RunContext): Promise<void> {
    const state = await this.#anomalies.read(database);
    await this.#save(database, stateAfterDamage(state, run.startedAt, detail), run);
  }

  /**
   * Compares a capture with the earlier backups and reports anomalies.
   * @throws BackupDirectoryException a collapse or another host cannot be recorded: unrecorded, this backup
   * would be the next measure
   */
  async compare(
    database: string,
    captured: CaptureFacts & Pick<Manifest, 'frames'>,
    backups: readonly Backup[],
    run: RunContext,
  ): Promise<CaptureVerdict> {
    const state = await this.#anomalies.read(database);
    const newest = newestVerified(backups, run.startedAt);
    const capture = {
      at: run.startedAt,
      size: sizeOf(captured),
      sourceCheck: captured.sourceCheck.result,
      newestVerified: newest && { ...sizeOf(newest), ...measuredIn(state, newest), at: newest.createdAt },
    };
    const afterCapture = stateAfterHost(stateAfterCapture(state, capture, this.#shrinkPercent), {
      at: run.startedAt,
      host: this.#host,
      newestHost: newestHost(backups, run.startedAt),
    });
    const next = withMeasure(afterCapture, captured, capture);
    for (const anomaly of next.anomalies) {
      const { message, hint } = describeAnomaly(database, anomaly);
      run.warn(`${message}; retention of ${database} is paused`, hint);
    }
    const opened = [anomalyOf(next, 'collapse'), anomalyOf(next, 'another_host')].filter(
      (anomaly) => anomaly !== undefined,
    );
    if (opened.length === 0) return { recorded: state, next };
    const recorded = opened.reduce(withAnomaly, state);
    await this.#anomalies.write(database, recorded);
    return { recorded, next };
  }

  /** Records the end of anomalies after a published capture. */
  async recordPublished(
    database: string,
    { recorded, next }: CaptureVerdict,
    run: RunContext,
  ): Promise<void> {
    if (JSON.stringify(recorded) !== JSON.stringify(next)) await this.#save(database, next, run);
  }

  async #save(database: string, state: AnomalyState, run: RunContext): Promise<void> {
    try {
      await saveAnomalies(this.#anomalies, database, state);
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
      run.warn(`the anomalies of ${database} could not be recorded: ${error.message}`, error.hint);
    }
  }
}

/**
 * Writes a record, or removes an empty one.
 * @throws BackupDirectoryException
 */
export async function saveAnomalies(
  store: AnomalyStore,
  database: string,
  state: AnomalyState,
): Promise<void> {
  const { anomalies, accepted, acceptedHosts, measured } = state;
  const kept = [accepted, acceptedHosts, measured];
  const isEmpty = anomalies.length === 0 && kept.every((value) => value === undefined);
  await (isEmpty ? store.clear(database) : store.write(database, state));
}

/** The size that the manifest of an encrypted backup does not have, if it was measured here. */
function measuredIn({ measured }: AnomalyState, { createdAt, encryption }: Manifest): Partial<SourceSize> {
  return encryption !== undefined && measured?.at.getTime() === createdAt.getTime() ? measured : {};
}

function withMeasure(
  state: AnomalyState,
  { encryption }: CaptureFacts,
  { at, size }: { readonly at: Date; readonly size: SourceSize },
): AnomalyState {
  return { ...state, measured: encryption && { ...size, at } };
}

function newestVerified(backups: readonly Backup[], now: Date): Manifest | undefined {
  const found = datedByNow(backups, now).find(isVerified);
  return found && manifestOf(found);
}

/** An adopted backup's host only adopted it. */
function newestHost(backups: readonly Backup[], now: Date): string | undefined {
  const manifests = datedByNow(backups, now).flatMap((backup) => manifestOf(backup) ?? []);
  return manifests.find(({ adopted }) => adopted !== true)?.host;
}

/** The stored size of a delta shows the size of the changes. */
function sizeOf(facts: CaptureFacts & Pick<Manifest, 'frames'>): SourceSize {
  const { databaseBytes, tableCount, usedPageCount, pageSize, storedBytes, compression } = facts;
  return {
    databaseBytes,
    tableCount,
    ...(usedPageCount !== undefined && { usedBytes: Math.min(usedPageCount * pageSize, databaseBytes) }),
    ...(facts.frames === undefined && { stored: { bytes: storedBytes, compression } }),
  };
}
