import { EMPTY_STATE, isManaged, isVerified, type Backup } from '../domain/backup/backup.ts';
import type { IncrementalPolicies } from '../domain/backup/incremental-policy.ts';
import { databaseNameFromPath } from '../domain/backup/database-name.ts';
import { DatabaseCorruptedException } from '../domain/exceptions/database-corrupted-exception.ts';
import type { EncryptionTarget } from '../domain/encryption/encryption.ts';
import type { ArtifactLevel } from '../domain/verification/verification.ts';
import type { Compression } from '../domain/backup/compression.ts';
import type { Manifest, SourceCheckLevel } from '../domain/backup/manifest.ts';
import { warnOfChangedNotes } from './anomalies/content-notes.ts';
import { quarantineCapture } from './anomalies/quarantine-capture.ts';
import { SourceWatch } from './anomalies/source-watch.ts';
import {
  assertCompression,
  assertDatabaseName,
  assertLabel,
  assertOneSource,
  assertFreeSpace,
  warnOfTwoFiles,
} from './backups/capture-preconditions.ts';
import { createFacts } from './backups/create-facts.ts';
import { manifestDraft } from './backups/manifest-draft.ts';
import { sweepLeftovers } from './backups/sweep-leftovers.ts';
import { watchedCapture, type WatchedCapture } from './backups/watched-capture.ts';
import type { AnomalyStore } from './ports/anomaly-store.ts';
import type { BackupStore, ManifestDraft } from './ports/backup-store.ts';
import type { CapturedArtifact, DatabaseSnapshotter } from './ports/database-snapshotter.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { OperationLock } from './ports/operation-lock.ts';
import type { Quarantine } from './ports/quarantine.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';
import type { InterruptedRestores } from './restore/interrupted-restores.ts';
import type { RunContext, RunCoordinator, RunOptions } from './runs/run-coordinator.ts';
import type { NamedStore } from './stores/named-store.ts';
import { listFirst } from './stores/restore-points.ts';
import { publishCopies, type CopyResult, type PublishPorts } from './stores/publish-copies.ts';
import type { ArtifactVerifier } from './verification/artifact-verifier.ts';
import { verifyCapture } from './verification/verify-capture.ts';

export interface CreateBackupCommand {
  readonly sourcePath: string;
  /** `undefined` derives it from the path. */
  readonly database?: string | undefined;
  readonly label?: string | undefined;
  readonly pinned?: boolean | undefined;
  /** Confirms a new path: the existing backups were made of another one. */
  readonly moved?: boolean | undefined;
}

export interface CreateBackupResult {
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly verified: boolean;
  /** One per store; the backup exists in those that are ok. */
  readonly copies: readonly CopyResult[];
  /** Growth of the source's WAL during the capture, where known. */
  readonly walGrowthBytes?: number | undefined;
  /** The old path, where the database was moved. */
  readonly movedFrom?: string | undefined;
}

export interface CreateBackupPorts extends PublishPorts {
  readonly store: BackupStore;
  /** `store` is the first one. */
  readonly stores: readonly NamedStore[];
  readonly staging: StagingArea;
  readonly lock: OperationLock;
  readonly snapshotter: DatabaseSnapshotter;
  readonly verifier: ArtifactVerifier;
  readonly sourceFiles: SourceFiles;
  readonly diskSpace: DiskSpace;
  readonly anomalies: AnomalyStore;
  readonly quarantine: Quarantine;
  readonly interruptedRestores: Pick<InterruptedRestores, 'finish'>;
}

export interface CreateBackupPolicy extends IncrementalPolicies {
  readonly compression: Compression;
  readonly compressionLevel: number | undefined;
  /** `undefined`: backups are not encrypted. */
  readonly encryption?: EncryptionTarget | undefined;
  readonly sourceCheck: SourceCheckLevel;
  readonly verifyAfterCreate: 'none' | ArtifactLevel;
  readonly timeoutMs: number;
  readonly busyTimeoutMs: number;
  readonly maxStoredBytes: number;
  readonly maxWalGrowthBytes: number;
  /** Space that must stay free on the backup directory's disk. */
  readonly minFreeBytes: number;
  /** How much a source may shrink before it is an anomaly, in percent; 0 allows everything. */
  readonly anomalyShrinkPercent: number;
  readonly host: string;
  readonly toolVersion: string;
}

/** Captures a live database, verifies the artifact and publishes it as a backup. */
export class CreateBackup {
  readonly #ports: CreateBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: CreateBackupPolicy;
  readonly #watch: SourceWatch;

  constructor(ports: CreateBackupPorts, coordinator: RunCoordinator, policy: CreateBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
    this.#watch = new SourceWatch(ports, policy);
  }

  /**
   * @throws UsageException the name is not allowed, or belongs to another source; the label is too long
   * @throws ConfigurationException the runtime lacks the compression
   * @throws DatabaseNotFoundException
   * @throws DatabaseAccessException
   * @throws DatabaseCorruptedException not a database, or its check found damage (the artifact is in
   * quarantine then)
   * @throws BackupDirectoryException no space, no permission
   * @throws BackupCreationException the artifact exceeds the limit, or the task worker died
   * @throws BackupVerificationException the written artifact does not read back
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(command: CreateBackupCommand, options: RunOptions = {}): Promise<CreateBackupResult> {
    const { baseName, path, pathDigest } = await this.#ports.sourceFiles.describe(command.sourcePath);
    const database = command.database ?? databaseNameFromPath(baseName, pathDigest);
    assertDatabaseName(database);
    assertLabel(command.label);
    assertCompression(this.#policy.compression, this.#ports.snapshotter);
    return this.#coordinator.perform(
      {
        operation: 'create',
        database,
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
        lockWaitMs: options.lockWaitMs,
      },
      async (run) => {
        await this.#ports.interruptedRestores.finish(path, run);
        const value = await this.executeWithin(run, { ...command, database });
        return { value, facts: createFacts(value) };
      },
    );
  }

  /**
   * As `execute`, within a run that holds the database's lock: between the safety backup of a restore and the
   * replacement no other run may start.
   */
  async executeWithin(
    run: RunContext,
    command: CreateBackupCommand & { readonly database: string },
  ): Promise<CreateBackupResult> {
    const { database } = command;
    const source = await this.#ports.sourceFiles.describe(command.sourcePath);
    const backups = await listFirst(this.#ports.stores, database);
    const { moved = false } = command;
    const movedFrom = assertOneSource(backups, { database, sourcePath: source.path, moved }, run.startedAt);
    if (movedFrom !== undefined) await warnOfTwoFiles(movedFrom, source.path, this.#ports.sourceFiles, run);
    await sweepLeftovers(database, this.#ports, run);
    await assertFreeSpace(this.#ports, this.#policy, source);
    const created = await this.#capture({ ...command, sourcePath: source.path }, database, backups, run);
    return { ...created, ...(movedFrom !== undefined && { movedFrom }) };
  }

  /** @param backups the database's earlier ones */
  async #capture(
    command: CreateBackupCommand,
    database: string,
    backups: readonly Backup[],
    run: RunContext,
  ): Promise<CreateBackupResult> {
    const { staging } = this.#ports;
    const stagedPath = await staging.allocate(database, this.#policy.compression);
    try {
      const taking = this.#captureVerified(command, stagedPath, run);
      const { captured, walGrowthBytes } = await taking.catch(async (error: unknown) => {
        // Without earlier backups the file may never have been a database.
        if (error instanceof DatabaseCorruptedException && backups.some(isManaged))
          await this.#watch.recordDamage(database, error.message, run);
        throw error;
      });
      await this.#assertUndamaged(captured, stagedPath, command, database, run);
      warnOfChangedNotes(database, captured.sourceCheck, backups, run);
      const state = {
        ...EMPTY_STATE,
        label: command.label,
        pinned: command.pinned ?? false,
        verifications: await verifyCapture(
          this.#ports.verifier,
          { path: stagedPath, database, captured },
          this.#policy.verifyAfterCreate,
          run,
        ),
      };
      run.signal.throwIfAborted();
      const verdict = await this.#watch.compare(database, captured, backups, run);
      const draft = this.#draft(captured, command, database, run);
      const published = await publishCopies(this.#ports, { path: stagedPath, draft, state }, run);
      await this.#watch.recordPublished(database, verdict, run);
      return { ...published, verified: isVerified(published.backup), walGrowthBytes };
    } finally {
      await staging.discard(stagedPath);
    }
  }

  #captureVerified(
    { sourcePath }: CreateBackupCommand,
    destinationPath: string,
    run: RunContext,
  ): Promise<WatchedCapture> {
    return watchedCapture(this.#ports.snapshotter, { ...this.#policy, sourcePath, destinationPath }, run);
  }

  /** A damaged source must never count as a good backup; its capture is kept for a repair. */
  async #assertUndamaged(
    captured: CapturedArtifact,
    stagedPath: string,
    command: CreateBackupCommand,
    database: string,
    run: RunContext,
  ): Promise<void> {
    const { result, detail, level } = captured.sourceCheck;
    if (result === 'failed') {
      await this.#watch.recordDamage(database, detail, run);
      const draft = this.#draft(captured, command, database, run);
      const quarantinePath = await quarantineCapture(stagedPath, draft, this.#ports);
      throw new DatabaseCorruptedException(`${command.sourcePath} is damaged: ${detail}`, {
        hint: 'Keep the file, restore the newest verified backup, and find the cause (disk, killed writer).',
        details: { path: command.sourcePath, quarantined: quarantinePath },
      });
    }
    if (result === 'inconclusive' && level !== 'none') {
      run.warn(
        `the source check of ${database} was inconclusive: ${detail}`,
        'The backup is complete; this SQLite lacks an extension or function that the check needs.',
      );
    }
  }

  #draft(
    captured: CapturedArtifact,
    command: CreateBackupCommand,
    database: string,
    run: RunContext,
  ): ManifestDraft {
    const { sourcePath } = command;
    return manifestDraft(captured, { ...this.#policy, database, sourcePath }, run);
  }
}
