import type { Backup, BackupState } from '../../domain/backup/backup.ts';
import { latestOf } from '../../domain/backup/current-as-of.ts';
import { isSameBackup, notTheSameBackup } from '../../domain/backup/same-backup.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import {
  CHAIN_CHECK,
  overallResult,
  summarize,
  type CheckResult,
} from '../../domain/verification/verification.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { ArtifactVerifier } from '../verification/artifact-verifier.ts';
import { checkStored, recordVerifications } from '../verification/recorded-verification.ts';
import { isStoreUnusable, noSource, withoutBase } from './copy-failures.ts';
import type { CopiedBackup, CopyOutcomes, FailedCopy, SourceFailure } from './copies-report.ts';
import type { CopySource, PlannedCopy } from './copy-plan.ts';
import type { NamedStore } from './named-store.ts';
import { WatchedArtifact } from './watched-artifact.ts';

export interface BackupCopierPorts {
  /** Verifies the backups of a store. */
  readonly verifierOf: (store: BackupStore) => ArtifactVerifier;
}

/** The result of one planned copy. */
interface CopyOutcome {
  readonly copied?: CopiedBackup;
  readonly failed?: FailedCopy;
  readonly sourceFailures: readonly SourceFailure[];
}

/** Shared by the copies of one run. */
interface CopyRun {
  readonly run: RunContext;
  readonly addBytes: (count: number) => void;
  /** Stores that cannot be read any more. */
  readonly lostSources: Set<NamedStore>;
}

/** Copies backups from store to store, within a run that holds the database's lock. */
export class BackupCopier {
  readonly #ports: BackupCopierPorts;

  constructor(ports: BackupCopierPorts) {
    this.#ports = ports;
  }

  /**
   * Copies to several stores at the same time, and to each one in the order of the plan. A store that cannot be used is
   * given up; the others continue. A delta is not copied where the copy of a backup below it failed.
   * @param outcomes receives each result at once: what was done is known although the run is aborted
   * @throws the reason of the run's signal when it aborts
   */
  async copyAll(
    copies: readonly PlannedCopy[],
    run: RunContext,
    onOutcome: (outcome: Partial<CopyOutcomes>) => void,
  ): Promise<void> {
    const totalBytes = copies.reduce((sum, { manifest }) => sum + manifest.storedBytes, 0);
    let doneBytes = 0;
    const addBytes = (count: number): void => {
      // A store may read a part again.
      doneBytes = Math.min(totalBytes, doneBytes + count);
      run.progress('copying', doneBytes, totalBytes);
    };
    const copyRun = { run, addBytes, lostSources: new Set<NamedStore>() };
    const targets = [...new Set(copies.map(({ target }) => target))];
    const endings = await Promise.allSettled(
      targets.map(async (target) => {
        const queue = copies.filter((copy) => copy.target === target);
        await this.#copyInOrder(queue, copyRun, onOutcome);
      }),
    );
    // Waits for all: no copy may continue in the background.
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
  }

  async #copyInOrder(
    queue: readonly PlannedCopy[],
    copyRun: CopyRun,
    onOutcome: (outcome: Partial<CopyOutcomes>) => void,
  ): Promise<void> {
    let unusable: BackupManagerException | undefined;
    const withoutCopy = new Set<string>();
    for (const planned of queue) {
      copyRun.run.signal.throwIfAborted();
      const lacking = planned.below.find((filename) => withoutCopy.has(filename));
      const obstacle = unusable ?? (lacking === undefined ? undefined : withoutBase(planned, lacking));
      const { copied, failed, sourceFailures }: CopyOutcome =
        obstacle === undefined
          ? await this.#copy(planned, copyRun)
          : { failed: failure(planned, obstacle), sourceFailures: [] };
      if (failed !== undefined) withoutCopy.add(planned.manifest.filename);
      if (failed !== undefined && isStoreUnusable(failed.error)) unusable ??= failed.error;
      onOutcome({ copied: asList(copied), failed: asList(failed), sourceFailures });
    }
  }

  /** Tries the sources in their order. */
  async #copy(planned: PlannedCopy, copyRun: CopyRun): Promise<CopyOutcome> {
    const { manifest, target, sources, present } = planned;
    const { run } = copyRun;
    const sourceFailures: SourceFailure[] = [];
    if (present !== undefined && !isSameBackup(present, manifest))
      return { failed: failure(planned, notTheSameBackup(present)), sourceFailures };
    const readable = sources.filter(({ named }) => !copyRun.lostSources.has(named));
    let last: BackupManagerException | undefined;
    for (const source of readable) {
      const artifact = new WatchedArtifact(copyRun.addBytes);
      try {
        await this.#copyFrom(source, artifact, planned, run);
        const { filename, database, storedBytes } = manifest;
        run.detail(`copied ${filename}`, { from: source.named.name, store: target.name });
        return {
          copied: { filename, database, store: target.name, from: source.named.name, storedBytes },
          sourceFailures,
        };
      } catch (error) {
        run.signal.throwIfAborted();
        if (!(error instanceof BackupManagerException)) throw error;
        const isDamage = error instanceof BackupVerificationException;
        if (!isDamage && artifact.problem !== error) {
          warnOfFailure(planned, error, run);
          return { failed: failure(planned, error), sourceFailures };
        }
        if (isStoreUnusable(error)) copyRun.lostSources.add(source.named);
        const { filename, database } = manifest;
        sourceFailures.push({ filename, database, store: source.named.name, error });
        run.warn(
          `${filename} could not be read in the store ${source.named.name}: ${error.message}`,
          error.hint,
        );
        last = error;
      }
    }
    return { failed: failure(planned, last ?? noSource(manifest.filename)), sourceFailures };
  }

  async #copyFrom(
    source: CopySource,
    watched: WatchedArtifact,
    { manifest, target, present }: PlannedCopy,
    run: RunContext,
  ): Promise<void> {
    const { named, backup } = source;
    // A store does not replace a file. Nothing is removed before the source is known to be good.
    const isInTheWay = present !== undefined && present.isDataMissing !== true;
    if (isInTheWay) {
      const check = await this.#checkSource(source, run);
      if (check.result !== 'ok') throw notGood(source, check);
    }
    await watched.open(() => named.store.open(backup));
    try {
      if (isInTheWay) {
        run.detail(`remove the damaged copy of ${backup.filename}`, { store: target.name });
        await target.store.remove(present);
      }
      const state = stateFor(backup, present);
      const placed = await target.store.place(manifest, state, watched, run.signal);
      // A lost copy keeps its state, also a verification that failed because it was lost.
      if (present?.isDataMissing === true) await target.store.saveState(placed, state);
    } catch (error) {
      if (!(error instanceof BackupVerificationException)) throw error;
      const check = await this.#checkSource(source, run);
      throw check.result === 'failed' ? notGood(source, check) : error;
    } finally {
      await watched.close();
    }
  }

  /** Damage is recorded: the copy is no longer a source, and a sync replaces it. */
  async #checkSource({ named: { store }, backup }: CopySource, run: RunContext): Promise<SourceCheck> {
    const startedMs = run.elapsedMs();
    const all = await checkStored(this.#ports.verifierOf(store), backup, 'checksum', run);
    // Only the file is copied: the backups below a delta are sources of their own.
    const checks = all.filter(({ name }) => name !== CHAIN_CHECK);
    const result = overallResult(checks);
    const detail = summarize(checks);
    if (result === 'failed') {
      const at = new Date(run.startedAt.getTime() + startedMs);
      const durationMs = run.elapsedMs() - startedMs;
      await recordVerifications(store, backup, [{ at, level: 'checksum', result, detail, durationMs }], run);
    }
    return { result, detail };
  }
}

interface SourceCheck {
  readonly result: CheckResult;
  readonly detail: string;
}

function notGood(
  { named: { name }, backup: { filename } }: CopySource,
  { result, detail }: SourceCheck,
): BackupVerificationException {
  const what = result === 'failed' ? 'is damaged' : 'could not be verified';
  return new BackupVerificationException(`${filename} ${what} in the store ${name}: ${detail}`, {
    hint: `See the problem with: backup-manager verify ${filename} --store ${name}`,
    details: { filename, store: name },
  });
}

/** A pin or label of the copy that is replaced stays, and the last run that found the database unchanged. */
function stateFor({ state }: Backup, present: Backup | undefined): BackupState {
  if (present === undefined) return state;
  const { pinned, label } = present.state;
  const kept = { pinned: state.pinned || pinned, label: state.label ?? label };
  return { ...state, ...kept, ...latestOf([state, present.state]) };
}

function failure({ manifest, target }: PlannedCopy, error: BackupManagerException): FailedCopy {
  return { filename: manifest.filename, database: manifest.database, store: target.name, error };
}

function warnOfFailure(
  { manifest, target }: PlannedCopy,
  error: BackupManagerException,
  run: RunContext,
): void {
  run.warn(`${manifest.filename} was not copied to the store ${target.name}: ${error.message}`, error.hint);
}

function asList<T>(one: T | undefined): readonly T[] {
  return one === undefined ? [] : [one];
}
