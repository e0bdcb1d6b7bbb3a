import type { Backup, BackupState } from '../domain/backup/backup.ts';
import { parseBackupName } from '../domain/backup/backup-name.ts';
import { foreignBackupDate, readForeignBackupName } from '../domain/backup/foreign-backup-name.ts';
import type { Engine } from '../domain/backup/manifest.ts';
import { recordedSourcePath } from '../domain/backup/source-path.ts';
import { shouldPinAdopted } from '../domain/retention/pin-adopted.ts';
import { retentionOf, type RetentionPolicies } from '../domain/retention/retention-policy.ts';
import { overallResult, summarize, type Check } from '../domain/verification/verification.ts';
import { adoptingDatabase, assertUnmanaged, damaged } from './backups/adoption-preconditions.ts';
import { findBackup } from './backups/find-backup.ts';
import type { ArtifactExtractor, ExtractFacts } from './ports/artifact-extractor.ts';
import type { BackupStore, ManifestDraft } from './ports/backup-store.ts';
import type { DatabaseFacts, DatabaseInspector } from './ports/database-inspector.ts';
import type { StagingArea } from './ports/staging-area.ts';
import type { RunContext, RunCoordinator } from './runs/run-coordinator.ts';
import { assertRestorable } from './restore/restorable.ts';

export interface AdoptBackupCommand {
  /** File name of another tool's file in the backup directory, or its path. */
  readonly filename: string;
  /** Whose backup it is; `undefined` takes it from the file's name. */
  readonly database?: string | undefined;
  /** `false`: retention may remove it, or another backup for the slot that it takes. Left out: it is pinned then. */
  readonly pin?: boolean | undefined;
}

export interface AdoptBackupPorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
  readonly extractor: ArtifactExtractor;
  readonly inspector: DatabaseInspector;
}

export interface AdoptBackupPolicy extends RetentionPolicies {
  readonly timeoutMs: number;
  /** Room that the scratch copy must leave free on its disk. */
  readonly minFreeBytes: number;
  readonly host: string;
  readonly toolVersion: string;
  /** Which engine looks at the content. */
  readonly engine: Engine;
  readonly databases: readonly { readonly name: string; readonly path: string }[];
}

/** Why an adopted backup is pinned, where it has no label of its own. */
const ADOPTED_LABEL = 'adopted';

interface Proof extends ExtractFacts, DatabaseFacts {
  readonly storedSha256: string;
  readonly checks: readonly Check[];
}

/** Makes another tool's file a backup like every other: proves it, and puts on record what it is. */
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
   *
   * @returns the backup; under a new name when the old one did not follow the grammar of backup names
   * @throws BackupNotFoundException
   * @throws UsageException it has a manifest already, or its database is not clear
   * @throws BackupVerificationException it is damaged; it stays as it was
   * @throws BackupDirectoryException no room to look at it, or no permission
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(
    command: AdoptBackupCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Backup> {
    const { store, extractor } = this.#ports;
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
        const proof = await this.#prove(backup, database, run);
        const value = await this.#adopt(backup, { database, pin: command.pin ?? true }, proof, run);
        return { value, facts: { filename: value.filename, adopted_from: filename } };
      },
    );
  }

  async #prove(backup: Backup, database: string, run: RunContext): Promise<Proof> {
    const { staging, extractor, inspector } = this.#ports;
    await staging.sweep(database);
    const destinationPath = await staging.allocate(database, 'none');
    try {
      const facts = await extractor.extract(
        {
          artifactPath: backup.path,
          compression: backup.compression,
          destinationPath,
          reserve: { freeBytes: this.#policy.minFreeBytes, databaseBytes: undefined },
        },
        {
          signal: run.signal,
          onProgress: (doneBytes, totalBytes) => {
            run.progress('verifying', doneBytes, totalBytes);
          },
        },
      );
      const { storedSha256 } = facts;
      if (storedSha256 === undefined) throw new TypeError('both sides were to be digested');
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
    proof: Proof,
    run: RunContext,
  ): Promise<Backup> {
    const others = (await this.#ports.store.list()).filter(
      (one) => one.database === database && one.filename !== backup.filename,
    );
    const sourcePath = this.#sourcePathOf(database, others, run.startedAt);
    const draft = this.#draft(backup, database, sourcePath, proof, run);
    const { checks } = proof;
    const verification = {
      at: run.startedAt,
      level: 'quick',
      result: overallResult(checks),
      detail: summarize(checks),
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

  /** What nobody saw is told by its weakest value, and by the mark that it was adopted. */
  #draft(backup: Backup, database: string, sourcePath: string, proof: Proof, run: RunContext): ManifestDraft {
    const { moment } = readForeignBackupName(backup.filename);
    const named = parseBackupName(backup.filename);
    const { storedBytes, storedSha256, databaseBytes, databaseSha256, pageSize, journalMode } = proof;
    return {
      adopted: true,
      database,
      sourcePath,
      host: this.#policy.host,
      createdAt: named?.createdAt ?? foreignBackupDate(moment, backup.createdAt),
      engine: this.#policy.engine,
      consistency: 'optimistic',
      capture: 'sqlite-backup',
      sqliteVersion: proof.writerSqliteVersion,
      journalMode,
      pageSize,
      pageCount: Math.floor(databaseBytes / pageSize),
      databaseBytes,
      databaseSha256,
      storedBytes,
      storedSha256,
      compression: backup.compression,
      sourceCheck: {
        level: 'none',
        result: 'inconclusive',
        detail: 'adopted: nobody here saw the source',
        durationMs: 0,
      },
      durationMs: run.elapsedMs(),
      toolVersion: this.#policy.toolVersion,
    };
  }

  /** Where the database stands: by its other backups, else by the configuration, else nobody knows. */
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
