import { manifestOf } from '../domain/backup/backup.ts';
import { BackupNotFoundException } from '../domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { RestoreRecord } from '../domain/restore/restore-record.ts';
import type { Backup } from '../domain/backup/backup.ts';
import type { ArtifactExtractor } from './ports/artifact-extractor.ts';
import type { RestoreRecords } from './ports/restore-records.ts';
import { originOf, restoreFacts, type RestoreBackupResult } from './restore-backup.ts';
import { Copies } from './restore/copies.ts';
import type { InPlaceReplacement } from './restore/in-place-replacement.ts';
import { REPLACEMENT_GRACE_MS } from './restore/in-place-replacement.ts';
import type { InterruptedRestores } from './restore/interrupted-restores.ts';
import { assertRestorable } from './restore/restorable.ts';
import type { NamedStore } from './stores/named-store.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface UndoRestoreCommand {
  /** `undefined` where only one database was restored in place. */
  readonly database: string | undefined;
}

export interface UndoRestorePorts {
  readonly stores: readonly NamedStore[];
  readonly extractor: ArtifactExtractor;
  readonly restoreRecords: RestoreRecords;
  readonly interruptedRestores: InterruptedRestores;
  readonly inPlaceReplacement: InPlaceReplacement;
}

export interface UndoRestorePolicy {
  readonly timeoutMs: number;
}

/**
 * Reverts the last restore in place by restoring its safety backup in place, so that it can be undone itself.
 */
export class UndoRestore {
  readonly #ports: UndoRestorePorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: UndoRestorePolicy;

  constructor(ports: UndoRestorePorts, coordinator: RunCoordinator, policy: UndoRestorePolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws BackupNotFoundException no restore in place, nothing was replaced, or the safety backup is gone
   * @throws UsageException several databases were restored in place and none is named; or the replaced
   * content was damaged
   * @throws BackupManagerException as RestoreBackup in place
   */
  async execute(command: UndoRestoreCommand, options: CancelOptions = {}): Promise<RestoreBackupResult> {
    const { database, targetPath } = theOne(await this.#ports.restoreRecords.list(), command.database);
    const { timeoutMs } = this.#policy;
    return this.#coordinator.perform(
      {
        operation: 'restore',
        database,
        timeoutMs,
        signal: options.signal,
        graceMs: REPLACEMENT_GRACE_MS,
      },
      async (run) => {
        await this.#ports.interruptedRestores.finish(targetPath, run);
        const value = await this.#undo(database, run);
        return { value, facts: restoreFacts(value) };
      },
    );
  }

  async #undo(database: string, run: RunContext): Promise<RestoreBackupResult> {
    const { stores, extractor, restoreRecords } = this.#ports;
    // Read under the lock: it may have changed.
    const record = await restoreRecords.read(database);
    if (record === undefined) throw nothingToUndo(database);
    const copies = await Copies.named(stores, safetyBackupOf(record));
    await copies.passOverUntil((backup) => {
      assertRestorable(backup, extractor);
    });
    copies.warn(run);
    const target = { database, path: record.targetPath, pageSize: pageSizeOf(copies.current.backup) };
    const restored = await this.#ports.inPlaceReplacement.perform(copies, target, run);
    return { ...restored, ...originOf(copies), durationMs: run.elapsedMs() };
  }
}

function theOne(records: readonly RestoreRecord[], database: string | undefined): RestoreRecord {
  const candidates = records.filter((record) => database === undefined || record.database === database);
  const [only] = candidates;
  if (only === undefined) throw nothingToUndo(database);
  if (candidates.length === 1) return only;
  const databases = candidates.map((record) => record.database).sort();
  throw new UsageException(`several databases were restored in place: ${databases.join(', ')}`, {
    hint: 'Name the database whose restore to undo: --database NAME.',
    details: { databases },
  });
}

function nothingToUndo(database: string | undefined): BackupNotFoundException {
  const subject = database === undefined ? 'no restore' : `no restore of ${database}`;
  return new BackupNotFoundException(`nothing to undo: ${subject} in place is on record`, {
    hint: 'Only restore --in-place can be undone. To go back to a backup, name it: backup-manager restore FILE --in-place.',
    details: { database: database ?? null },
  });
}

function safetyBackupOf({ safetyCopy, targetPath, filename }: RestoreRecord): string {
  if (safetyCopy?.kind === 'backup') return safetyCopy.filename;
  if (safetyCopy === undefined) {
    throw new BackupNotFoundException(
      `nothing to undo: ${targetPath} did not exist before the restore of ${filename}`,
      {
        hint: 'If you do not want it there, stop its application and remove it.',
        details: { path: targetPath },
      },
    );
  }
  throw new UsageException(
    `the replaced content of ${targetPath} was damaged and cannot be restored as a backup`,
    {
      hint: `The old database and its WAL are kept at ${safetyCopy.path}. Copy them back by hand if you need them.`,
      details: { path: targetPath, raw_copy: safetyCopy.path },
    },
  );
}

function pageSizeOf(backup: Backup): number {
  const manifest = manifestOf(backup);
  if (manifest !== undefined) return manifest.pageSize;
  throw new BackupVerificationException(`the manifest of the safety backup ${backup.filename} is missing`, {
    hint: `Restore it by its name: backup-manager restore ${backup.filename} --to PATH --force`,
    details: { filename: backup.filename },
  });
}
