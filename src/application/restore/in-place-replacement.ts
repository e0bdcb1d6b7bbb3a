import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { RestoreRecord, SafetyCopy } from '../../domain/restore/restore-record.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { InPlaceRestorer, ReplaceMethod } from '../ports/in-place-restorer.ts';
import type { RestoreRecords } from '../ports/restore-records.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { Copies } from './copies.ts';
import type { DatabasePreparation, PreparedDatabase } from './database-preparation.ts';
import type { InPlaceTarget } from './in-place-target.ts';
import { revertRecord, type InterruptedRestores } from './interrupted-restores.ts';
import {
  assertOutsideBackups,
  databaseBytesOf,
  warnOfUnfinished,
  type TargetPolicy,
  type TargetPorts,
} from './restorable.ts';
import type { SafetyCopies } from './safety-copies.ts';
import { MINUTE_MS } from '../../domain/units.ts';

/** A started replacement ignores cancellation and gets this time to end. */
export const REPLACEMENT_GRACE_MS = MINUTE_MS;

export interface InPlacePorts extends TargetPorts {
  /** The primary store, for messages. */
  readonly store: BackupStore;
  readonly inPlaceRestorer: InPlaceRestorer;
  readonly restoreRecords: RestoreRecords;
  readonly interruptedRestores: InterruptedRestores;
  readonly preparation: DatabasePreparation;
  readonly safetyCopies: SafetyCopies;
}

export interface InPlacePolicy extends TargetPolicy {
  readonly busyTimeoutMs: number;
}

export interface InPlaceResult {
  readonly restoredTo: string;
  readonly method: ReplaceMethod;
  readonly safetyCopy: SafetyCopy | undefined;
  readonly databaseBytes: number;
  readonly databaseSha256: string;
}

/**
 * Replaces a database in place: prepares and verifies the new content next to it, then copies the old content,
 * then replaces it. A late copy loses fewer commits of a running application.
 */
export class InPlaceReplacement {
  readonly #ports: InPlacePorts;
  readonly #policy: InPlacePolicy;

  constructor(ports: InPlacePorts, policy: InPlacePolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** The caller's run holds the database's lock; the backup is known to be restorable. */
  async perform(copies: Copies, target: InPlaceTarget, run: RunContext): Promise<InPlaceResult> {
    const { store, inPlaceRestorer, sourceFiles } = this.#ports;
    if (!run.isGuarded) throw noSafetyBackup(store.location);
    await assertOutsideBackups(this.#ports, this.#policy, target.path);
    await this.#ports.interruptedRestores.finish(target.path, run);
    const { method, exists } = await inPlaceRestorer.survey(target.path, target);
    run.detail(`replace ${target.path} by method ${method}`, { exists });
    const { sizeBytes } = await sourceFiles.describe(target.path);
    const neededBytes = spaceNeeded(method, databaseBytesOf(copies.current.backup), sizeBytes);
    return this.#ports.preparation.prepare(
      { copies, targetPath: target.path, overwrite: true, neededBytes },
      run,
      async (prepared) => {
        const { backup } = copies.current;
        const safetyCopy = exists ? await this.#ports.safetyCopies.create(target, backup, run) : undefined;
        if (safetyCopy !== undefined) run.detail('safety copy made', { ...safetyCopy });
        const { filename } = backup;
        const { database, path: targetPath } = target;
        const restoredAt = run.startedAt;
        const record = { database, filename, targetPath, safetyCopy, restoredAt, state: 'begun' } as const;
        await this.#replace(prepared, method, record, run);
        const { databaseBytes, databaseSha256 } = prepared;
        return { restoredTo: targetPath, method, safetyCopy, databaseBytes, databaseSha256 };
      },
    );
  }

  /** False without an SQLite that can lock the target. */
  get isAvailable(): boolean {
    return this.#ports.inPlaceRestorer.supports.replace;
  }

  /**
   * Replaces a file without a safety copy. Its WAL is checkpointed into it first, under SQLite's lock: until
   * the swap the file alone is the whole old database.
   */
  async overwrite(prepared: PreparedDatabase, path: string, run: RunContext): Promise<void> {
    const unfinished = await this.#ports.inPlaceRestorer.replace(prepared.path, path, {
      method: 'file',
      databaseSha256: prepared.databaseSha256,
      busyTimeoutMs: this.#policy.busyTimeoutMs,
      signal: run.signal,
      onReady: () => Promise.resolve(),
    });
    if (unfinished !== undefined) warnOfUnfinished(path, unfinished, run);
  }

  async #replace(
    prepared: PreparedDatabase,
    method: ReplaceMethod,
    record: RestoreRecord,
    run: RunContext,
  ): Promise<void> {
    const { inPlaceRestorer, restoreRecords } = this.#ports;
    const previous = await restoreRecords.read(record.database);
    try {
      const unfinished = await inPlaceRestorer.replace(prepared.path, record.targetPath, {
        method,
        databaseSha256: prepared.databaseSha256,
        busyTimeoutMs: this.#policy.busyTimeoutMs,
        signal: run.signal,
        onReady: () => restoreRecords.save({ ...record, previous }),
      });
      if (unfinished !== undefined) warnOfUnfinished(record.targetPath, unfinished, run);
    } catch (error) {
      if (leftTargetAsItWas(error, run.signal)) await this.#revertRecord(record, previous);
      throw error;
    }
    try {
      await restoreRecords.save({ ...record, state: 'done' });
    } catch {
      // The record written before is enough for an undo; the next run completes it.
    }
  }

  /** Nothing was replaced: the previous record is valid again. Never throws. */
  async #revertRecord(record: RestoreRecord, previous: RestoreRecord | undefined): Promise<void> {
    try {
      await revertRecord(this.#ports.restoreRecords, record.database, previous);
    } catch {
      // The record still names the safety backup, which therefore stays pinned.
      return;
    }
    await this.#ports.safetyCopies.unpin(record.safetyCopy);
  }
}

function noSafetyBackup(directory: string): BackupDirectoryException {
  return new BackupDirectoryException(
    `a restore in place needs a safety backup, and ${directory} is read-only`,
    {
      hint: 'Nothing was changed. Make the directory writable, or restore to a new path (--to) and move the file yourself while the application is stopped.',
      details: { path: directory },
    },
  );
}

/** After any uncertain failure the record stays, so that `undo` can restore the safety backup. */
function leftTargetAsItWas(error: unknown, signal: AbortSignal): boolean {
  if (error instanceof BackupManagerException) return error.details['target_changed'] !== true;
  return signal.aborted;
}

/** Space at the target: the prepared file, and SQLite's copies of old or new content until the commit. */
export function spaceNeeded(method: ReplaceMethod, databaseBytes: number, currentBytes: number): number {
  return method === 'file' ? databaseBytes : databaseBytes + Math.max(databaseBytes, currentBytes);
}
