import type { BackupType } from '../domain/backup/backup-type.ts';
import { isManaged, type Backup } from '../domain/backup/backup.ts';
import { incrementalOf, type IncrementalPolicies } from '../domain/backup/incremental-policy.ts';
import { databaseNameFromPath } from '../domain/backup/database-name.ts';
import { DatabaseCorruptedException } from '../domain/exceptions/database-corrupted-exception.ts';
import type { EncryptionTarget } from '../domain/encryption/encryption.ts';
import type { ArtifactLevel } from '../domain/verification/verification.ts';
import type { Compression } from '../domain/backup/compression.ts';
import type { SourceCheckLevel } from '../domain/backup/manifest.ts';
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
import { CapturePublisher, type CreatedBackup, type WantedCapture } from './backups/capture-publisher.ts';
import { planCapture, type CapturePlan } from './backups/plan-capture.ts';
import { unchangedFacts } from './backups/record-unchanged.ts';
import { sweepLeftovers } from './backups/sweep-leftovers.ts';
import { watchedCapture } from './backups/watched-capture.ts';
import type { AnomalyStore } from './ports/anomaly-store.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { DatabaseSnapshotter } from './ports/database-snapshotter.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { OperationLock } from './ports/operation-lock.ts';
import type { PageTables } from './ports/page-tables.ts';
import type { Quarantine } from './ports/quarantine.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';
import type { InterruptedRestores } from './restore/interrupted-restores.ts';
import type { RunContext, RunCoordinator, RunOptions } from './runs/run-coordinator.ts';
import type { NamedStore } from './stores/named-store.ts';
import { listFirst } from './stores/restore-points.ts';
import type { PublishPorts } from './stores/publish-copies.ts';
import { isDeltaFailed, isParentDamaged } from './verification/verify-capture.ts';
import type { ArtifactVerifier } from './verification/artifact-verifier.ts';

export interface CreateBackupCommand {
  readonly sourcePath: string;
  /** `undefined` derives it from the path. */
  readonly database?: string | undefined;
  readonly label?: string | undefined;
  readonly pinned?: boolean | undefined;
  /** `undefined`: the intervals of the settings decide. */
  readonly type?: BackupType | undefined;
  /** Confirms a new path: the existing backups were made of another one. */
  readonly moved?: boolean | undefined;
}

export interface CreateBackupResult extends CreatedBackup {
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
  readonly pageTables: PageTables;
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

type KnownTables = Pick<PageTables, 'read'>;

/** Without tables the backup is a full, which replaces them. */
const NO_TABLES: KnownTables = { read: () => Promise.resolve({}) };

/** Captures a live database, verifies the artifact and publishes it as a backup. */
export class CreateBackup {
  readonly #ports: CreateBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: CreateBackupPolicy;
  readonly #watch: SourceWatch;
  readonly #publisher: CapturePublisher;

  constructor(ports: CreateBackupPorts, coordinator: RunCoordinator, policy: CreateBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
    this.#watch = new SourceWatch(ports, policy);
    this.#publisher = new CapturePublisher({ ...ports, watch: this.#watch }, policy);
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
        if (value.unchanged) return { value, facts: unchangedFacts(value.backup), outcome: 'unchanged' };
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
    const wanted = { ...command, sourcePath: source.path };
    const isMoved = movedFrom !== undefined;
    const { pageTables, stores } = this.#ports;
    const taking = this.#take(wanted, { backups, pageTables }, isMoved, run);
    const created = await taking.catch(async (error: unknown) => {
      if (!isParentDamaged(error) && !isDeltaFailed(error)) throw error;
      run.warn(error.message, error.hint);
      const known = {
        backups: await listFirst(stores, database),
        pageTables: isDeltaFailed(error) ? NO_TABLES : pageTables,
      };
      return this.#take(wanted, known, isMoved, run);
    });
    return { ...created, ...(movedFrom !== undefined && { movedFrom }) };
  }

  /** @param known the database's earlier backups, and what is known of their pages */
  async #take(
    wanted: WantedCapture,
    { backups, pageTables }: { readonly backups: readonly Backup[]; readonly pageTables: KnownTables },
    isMoved: boolean,
    run: RunContext,
  ): Promise<CreateBackupResult> {
    const { database, type, label, pinned = false } = wanted;
    const isNeeded = label !== undefined || pinned || isMoved;
    const policy = incrementalOf(database, this.#policy);
    const plan = await planCapture(pageTables, { database, type, isNeeded }, backups, policy, run.startedAt);
    run.detail(`planned: ${plan.type}, ${plan.reason}`);
    return this.#capture(wanted, plan, backups, run);
  }

  async #capture(
    command: WantedCapture,
    plan: CapturePlan,
    backups: readonly Backup[],
    run: RunContext,
  ): Promise<CreateBackupResult> {
    const { staging, snapshotter } = this.#ports;
    const { database, sourcePath } = command;
    const stagedPath = await staging.allocate(database, this.#policy.compression);
    try {
      const { changes } = plan;
      const request = { ...this.#policy, sourcePath, destinationPath: stagedPath, changes };
      const taking = watchedCapture(snapshotter, request, run);
      const { captured, walGrowthBytes } = await taking.catch(async (error: unknown) => {
        // Without earlier backups the file may never have been a database.
        if (error instanceof DatabaseCorruptedException && backups.some(isManaged))
          await this.#watch.recordDamage(database, error.message, run);
        throw error;
      });
      if (captured.isUnchanged === true) return await this.#publisher.keep(database, plan, captured, run);
      const published = await this.#publisher.publish(command, plan, { captured, stagedPath, backups }, run);
      return { ...published, walGrowthBytes };
    } finally {
      await staging.discard(stagedPath);
    }
  }
}
