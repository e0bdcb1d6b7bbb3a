import { isEncrypted, type Backup, type BackupState } from '../domain/backup/backup.ts';
import { parseBackupName } from '../domain/backup/backup-name.ts';
import { foreignBackupDate, readForeignBackupName } from '../domain/backup/foreign-backup-name.ts';
import type { Encryption, Engine } from '../domain/backup/manifest.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { recordedSourcePath } from '../domain/backup/source-path.ts';
import { shouldPinAdopted } from '../domain/retention/pin-adopted.ts';
import { retentionOf, type RetentionPolicies } from '../domain/retention/retention-policy.ts';
import {
  overallResult,
  summarize,
  summarizeWithoutContent,
  type Check,
} from '../domain/verification/verification.ts';
import { adoptingDatabase, assertUnmanaged, damaged } from './backups/adoption-preconditions.ts';
import { extractBackup } from './backups/extract-backup.ts';
import type { ExtractionPorts } from './backups/with-artifact.ts';
import { findBackup } from './backups/find-backup.ts';
import type { ExtractFacts } from './ports/artifact-extractor.ts';
import type { ManifestDraft } from './ports/backup-store.ts';
import type { DatabaseFacts, DatabaseInspector } from './ports/database-inspector.ts';
import type { StagingArea } from './ports/staging-area.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';
import { isRemote, type NamedStore } from './stores/named-store.ts';
import { assertRestorable } from './restore/restorable.ts';
import type { DatabaseRef } from '../domain/databases/database-ref.ts';

export interface AdoptBackupCommand {
  /** File name of another tool's file in the backup directory, or its path. */
  readonly filename: string;
  /** `undefined` takes it from the file's name. */
  readonly database?: string | undefined;
  /**
   * `false`: retention may remove it, or another backup for its slot. Absent: pinned where that could happen.
   */
  readonly pin?: boolean | undefined;
}

export interface AdoptBackupPorts extends ExtractionPorts {
  readonly staging: StagingArea;
  /** The first one is the store to adopt in. */
  readonly stores: readonly NamedStore[];
  readonly inspector: DatabaseInspector;
}

export interface AdoptBackupPolicy extends RetentionPolicies {
  /** Space that the scratch copy must leave free on its disk. */
  readonly minFreeBytes: number;
  readonly timeoutMs: number;
  readonly host: string;
  readonly toolVersion: string;
  /** The engine that checks the content. */
  readonly engine: Engine;
  readonly databases: readonly DatabaseRef[];
}

/** The label of a backup that adoption pinned. */
const ADOPTED_LABEL = 'adopted';

/** The header of an encrypted file does not name its recipients. */
const UNKNOWN_RECIPIENTS: Encryption = { recipients: [] };

interface VerifiedFile extends ExtractFacts, DatabaseFacts {
  readonly storedSha256: string;
  readonly checks: readonly Check[];
}

/** Makes another tool's file a managed backup: verifies it and writes its manifest. */
export class AdoptBackup {
  readonly #ports: AdoptBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: AdoptBackupPolicy;

  constructor(ports: AdoptBackupPorts, coordinator: RunCoordinator, policy: AdoptBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * A backup that the next cleanup would remove, or for which it would remove another, is pinned.
   * @returns the backup; with a new name when the old one did not follow the grammar of backup names
   * @throws BackupNotFoundException
   * @throws UsageException the store is remote; it has a manifest, or its database is unclear
   * @throws BackupVerificationException it is damaged; it is left unchanged
   * @throws DecryptionKeyException no identity opens it
   * @throws BackupDirectoryException no space or no permission
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(command: AdoptBackupCommand, options: CancelOptions = {}): Promise<Backup> {
    const { store, stores, extractor } = this.#ports;
    assertDirectory(stores, command.filename);
    const found = await findBackup(store, command.filename);
    const { filename } = found;
    const database = adoptingDatabase(found, command.database);
    const { timeoutMs } = this.#policy;
    return this.#coordinator.perform(
      { operation: 'adopt', database, timeoutMs, signal: options.signal },
      async (run) => {
        const backup = await findBackup(store, filename);
        assertUnmanaged(backup);
        assertRestorable(backup, extractor);
        const verified = await this.#verify(backup, database, run);
        const value = await this.#adopt(backup, { database, pin: command.pin ?? true }, verified, run);
        return { value, facts: { filename: value.filename, adopted_from: filename } };
      },
    );
  }

  async #verify(backup: Backup, database: string, run: RunContext): Promise<VerifiedFile> {
    const { staging, inspector } = this.#ports;
    await staging.sweep(database);
    const destinationPath = await staging.allocate(database, 'none');
    try {
      const reserve = { freeBytes: this.#policy.minFreeBytes, databaseBytes: undefined };
      const extraction = { destinationPath, reserve, phase: 'verifying' } as const;
      const { facts } = await extractBackup(this.#ports, backup, extraction, run);
      const { storedSha256 } = facts;
      if (storedSha256 === undefined) throw new TypeError('both digests are expected');
      const checks = await inspector.inspect(destinationPath, 'quick', run);
      const result = overallResult(checks);
      if (result === 'failed') throw damaged(backup, summarize(checks));
      if (result === 'inconclusive') {
        run.warn(
          `the content of ${backup.filename} could not be checked: ${summarize(checks)}`,
          'It is adopted, but does not count as verified.',
        );
      }
      return { ...facts, storedSha256, ...(await inspector.describe(destinationPath)), checks };
    } finally {
      await staging.discard(destinationPath);
    }
  }

  async #adopt(
    backup: Backup,
    { database, pin }: { readonly database: string; readonly pin: boolean },
    verified: VerifiedFile,
    run: RunContext,
  ): Promise<Backup> {
    const others = (await this.#ports.store.list()).filter(
      (one) => one.database === database && one.filename !== backup.filename,
    );
    const sourcePath = this.#sourcePathOf(database, others, run.startedAt);
    const draft = this.#draft(backup, database, sourcePath, verified, run);
    const { checks } = verified;
    const verification = {
      at: run.startedAt,
      level: 'quick',
      result: overallResult(checks),
      detail: isEncrypted(backup) ? summarizeWithoutContent(checks) : summarize(checks),
      durationMs: run.elapsedMs(),
    } as const;
    run.signal.throwIfAborted();
    const state = { ...backup.state, verifications: [...backup.state.verifications, verification] };
    const adopted: Backup = {
      ...backup,
      database,
      createdAt: draft.createdAt,
      record: { condition: 'intact', manifest: { ...draft, filename: backup.filename } },
      state,
    };
    const policy = retentionOf(database, this.#policy);
    const isPinned = pin && shouldPinAdopted(adopted, others, policy, run.startedAt);
    return this.#ports.store.adopt(backup, draft, isPinned ? pinnedState(state) : state);
  }

  /** Unknown facts get their weakest value; `adopted` marks the manifest. */
  #draft(
    backup: Backup,
    database: string,
    sourcePath: string,
    verified: VerifiedFile,
    run: RunContext,
  ): ManifestDraft {
    const { time } = readForeignBackupName(backup.filename);
    const named = parseBackupName(backup.filename);
    const { storedBytes, storedSha256, databaseBytes, databaseSha256, pageSize, journalMode } = verified;
    return {
      adopted: true,
      database,
      sourcePath,
      host: this.#policy.host,
      createdAt: named?.createdAt ?? foreignBackupDate(time, backup.createdAt),
      engine: this.#policy.engine,
      consistency: 'optimistic',
      capture: 'sqlite-backup',
      sqliteVersion: verified.writerSqliteVersion,
      journalMode,
      pageSize,
      pageCount: Math.ceil(databaseBytes / pageSize),
      databaseBytes,
      ...(!isEncrypted(backup) && { databaseSha256 }),
      storedBytes,
      storedSha256,
      compression: backup.compression,
      ...(isEncrypted(backup) && { encryption: UNKNOWN_RECIPIENTS }),
      sourceCheck: {
        level: 'none',
        result: 'inconclusive',
        detail: 'adopted: the source was not checked',
        durationMs: 0,
      },
      durationMs: run.elapsedMs(),
      toolVersion: this.#policy.toolVersion,
    };
  }

  /** From its other backups, else from the configuration, else unknown. */
  #sourcePathOf(database: string, others: readonly Backup[], now: Date): string {
    return (
      recordedSourcePath(others, now) ??
      this.#policy.databases.find(({ name }) => name === database)?.path ??
      ''
    );
  }
}

function pinnedState(state: BackupState): BackupState {
  return { ...state, pinned: true, label: state.label ?? ADOPTED_LABEL };
}

/** Without a manifest, an object is not a backup in a remote store, and not listed. */
function assertDirectory([named]: readonly NamedStore[], filename: string): void {
  if (named === undefined || !isRemote(named)) return;
  throw new UsageException(`adopt works in a directory, and the store ${named.name} is remote`, {
    hint: 'Adopt the file in a store of type directory, then copy the backup to the remote store.',
    details: { filename, store: named.name },
  });
}
