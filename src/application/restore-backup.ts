import type { BackupChoice } from '../domain/restore/backup-choice.ts';
import type { SafetyCopy } from '../domain/restore/restore-record.ts';
import type { JsonValue } from '../domain/exceptions/backup-manager-exception.ts';
import { databaseOf } from './backups/find-backup.ts';
import type { ArtifactExtractor } from './ports/artifact-extractor.ts';
import type { Clock } from './ports/clock.ts';
import type { DatabaseRestorer } from './ports/database-restorer.ts';
import type { ReplaceMethod } from './ports/in-place-restorer.ts';
import { chooseBackup, warnOfAnotherHost, warnOfPassedOver } from './restore/choose-backup.ts';
import type { DatabasePreparation } from './restore/database-preparation.ts';
import type { InPlaceReplacement, InPlaceResult } from './restore/in-place-replacement.ts';
import { REPLACEMENT_GRACE_MS } from './restore/in-place-replacement.ts';
import type { Copies, PassedOver } from './restore/copies.ts';
import { backupsBeside, inPlaceTarget } from './restore/in-place-target.ts';
import type { InterruptedRestores } from './restore/interrupted-restores.ts';
import {
  assertOutsideBackups,
  assertRestorable,
  databaseBytesOf,
  warnOfUnfinished,
  type TargetPolicy,
  type TargetPorts,
} from './restore/restorable.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';
import type { NamedStore } from './stores/named-store.ts';
import { selectStores, type StoreSelection, type StoreSelectionPorts } from './stores/select-stores.ts';
import type { DatabaseRef } from '../domain/databases/database-ref.ts';

export type RestoreTarget =
  /** `overwrite`: an existing file may be replaced. */
  | { readonly kind: 'path'; readonly path: string; readonly overwrite: boolean }
  /** At the path of the source. */
  | { readonly kind: 'in_place' };

export interface RestoreBackupCommand extends StoreSelection {
  readonly backup: BackupChoice;
  readonly target: RestoreTarget;
}

export interface RestoreBackupResult {
  readonly filename: string;
  readonly restoredTo: string;
  readonly method: ReplaceMethod;
  readonly databaseBytes: number;
  /** Hex SHA-256 of the restored database. */
  readonly databaseSha256: string;
  readonly durationMs: number;
  /** The store whose copy was restored. */
  readonly store: string;
  /** Stores that were not used, with the reasons. */
  readonly passedOverStores: readonly PassedOver[];
  /** The copy of the replaced content; `undefined` where none was made. */
  readonly safetyCopy: SafetyCopy | undefined;
}

export interface RestoreBackupPorts extends TargetPorts, StoreSelectionPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly extractor: ArtifactExtractor;
  readonly restorer: DatabaseRestorer;
  readonly preparation: DatabasePreparation;
  readonly interruptedRestores: InterruptedRestores;
  readonly inPlaceReplacement: InPlaceReplacement;
}

export interface RestoreBackupPolicy extends TargetPolicy {
  readonly timeoutMs: number;
  readonly host: string;
  readonly databases: readonly DatabaseRef[];
}

/** Restores a backup to a path or in place: written next to the target, verified, then swapped in. */
export class RestoreBackup {
  readonly #ports: RestoreBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: RestoreBackupPolicy;

  constructor(ports: RestoreBackupPorts, coordinator: RunCoordinator, policy: RestoreBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws BackupNotFoundException no such backup, or no verified one to choose
   * @throws UsageException the target exists and may not be replaced, or the choice is unclear
   * @throws BackupVerificationException the backup differs from its record; the target is unchanged
   * @throws DatabaseAccessException in place: another process holds the database beyond the wait
   * @throws BackupDirectoryException no space or no permission at the target
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   * @throws BackupManagerException in place: no safety backup could be made, see CreateBackup
   */
  async execute(command: RestoreBackupCommand, options: CancelOptions = {}): Promise<RestoreBackupResult> {
    const { extractor } = this.#ports;
    const stores = await selectStores(this.#ports, command);
    const chosen = await chooseBackup(stores, command.backup, this.#ports.clock);
    const { copies } = chosen;
    const database = databaseOf(copies.current.backup);
    const { timeoutMs } = this.#policy;
    return this.#coordinator.perform(
      { operation: 'restore', database, timeoutMs, signal: options.signal, graceMs: REPLACEMENT_GRACE_MS },
      async (run) => {
        await copies.passOverUntil((backup) => {
          assertRestorable(backup, extractor);
        });
        const { backup, name: store } = copies.current;
        run.detail(`chose ${backup.filename}`, { by: command.backup.by, target: command.target.kind, store });
        warnOfPassedOver(chosen, run);
        copies.warn(run);
        if (command.backup.by === 'time' && command.target.kind === 'in_place' && command.host === undefined)
          warnOfAnotherHost(backup, this.#policy.host, run);
        const restored = await this.#restore(stores, copies, command.target, run);
        const value = { ...restored, ...originOf(copies), durationMs: run.elapsedMs() };
        return { value, facts: restoreFacts(value) };
      },
    );
  }

  async #restore(
    stores: readonly NamedStore[],
    copies: Copies,
    target: RestoreTarget,
    run: RunContext,
  ): Promise<InPlaceResult> {
    if (target.kind === 'path') return this.#toPath(copies, target, run);
    const { databases } = this.#policy;
    const { backup } = copies.current;
    const backups = await backupsBeside(backup, stores);
    const places = { databases, backups, now: run.startedAt };
    const place = await inPlaceTarget(backup, places, this.#ports.sourceFiles);
    return this.#ports.inPlaceReplacement.perform(copies, place, run);
  }

  async #toPath(
    copies: Copies,
    { path, overwrite }: Extract<RestoreTarget, { readonly kind: 'path' }>,
    run: RunContext,
  ): Promise<InPlaceResult> {
    await assertOutsideBackups(this.#ports, this.#policy, path);
    const { path: realPath, kind } = await this.#ports.sourceFiles.describe(path);
    await this.#ports.interruptedRestores.finish(realPath, run);
    const neededBytes = databaseBytesOf(copies.current.backup);
    const order = { copies, targetPath: path, overwrite, neededBytes };
    return this.#ports.preparation.prepare(order, run, async (prepared) => {
      if (overwrite && kind === 'file' && this.#ports.inPlaceReplacement.isAvailable) {
        await this.#ports.inPlaceReplacement.overwrite(prepared, path, run);
      } else {
        const unfinished = await this.#ports.restorer.commit(prepared.path, path, { overwrite });
        if (unfinished !== undefined) warnOfUnfinished(path, unfinished, run);
      }
      const { databaseBytes, databaseSha256 } = prepared;
      // --force discards the replaced file: no copy is made.
      return { restoredTo: path, method: 'file', safetyCopy: undefined, databaseBytes, databaseSha256 };
    });
  }
}

/** The backup and the store that a restore read. */
export function originOf(
  copies: Copies,
): Pick<RestoreBackupResult, 'filename' | 'store' | 'passedOverStores'> {
  const { backup, name } = copies.current;
  return { filename: backup.filename, store: name, passedOverStores: copies.passedOver };
}

/** For the run's events. */
export function restoreFacts(result: RestoreBackupResult): Readonly<Record<string, JsonValue>> {
  return {
    filename: result.filename,
    restored_to: result.restoredTo,
    method: result.method,
    safety_backup: safetyCopyName(result.safetyCopy),
    store: result.store,
    ...passedOverFacts(result.passedOverStores),
  };
}

/** Absent where no store was passed over. */
export function passedOverFacts(stores: readonly PassedOver[]): Readonly<Record<string, JsonValue>> {
  return stores.length === 0
    ? {}
    : { passed_over_stores: stores.map(({ store, error }) => ({ store, error })) };
}

/** File name of the safety backup, or the path of the raw copy. */
export function safetyCopyName(copy: SafetyCopy | undefined): string | null {
  if (copy === undefined) return null;
  return copy.kind === 'backup' ? copy.filename : copy.path;
}
