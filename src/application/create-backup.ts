import {
  EMPTY_STATE,
  isVerified,
  manifestOf,
  type Backup,
  type BackupState,
} from '../domain/backup/backup.ts';
import { databaseNameFromPath, isDatabaseName } from '../domain/backup/database-name.ts';
import { beyondStoredSizeLimit } from '../domain/backup/stored-size-limit.ts';
import { BackupDirectoryException } from '../domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import { DatabaseCorruptedException } from '../domain/exceptions/database-corrupted-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { overallResult, summarize, type VerificationLevel } from '../domain/verification/verification.ts';
import type { Compression } from '../domain/backup/compression.ts';
import type { CaptureFacts, Manifest, SourceCheckLevel } from '../domain/backup/manifest.ts';
import type { BackupStore, ManifestDraft } from './ports/backup-store.ts';
import type { DatabaseSnapshotter } from './ports/database-snapshotter.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { SourceFileFacts, SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';
import type { RunContext, RunCoordinator } from './runs/run-coordinator.ts';
import type { ArtifactVerifier } from './verification/artifact-verifier.ts';

export interface CreateBackupCommand {
  /** The database to back up. */
  readonly sourcePath: string;
  /** The name its backups are kept under; `undefined` derives it from the path. */
  readonly database?: string | undefined;
  readonly label?: string | undefined;
}

export interface CreateBackupResult {
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly verified: boolean;
}

export interface CreateBackupPorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
  readonly snapshotter: DatabaseSnapshotter;
  readonly verifier: ArtifactVerifier;
  readonly sourceFiles: SourceFiles;
  readonly diskSpace: DiskSpace;
}

export interface CreateBackupPolicy {
  readonly compression: Compression;
  readonly compressionLevel: number | undefined;
  readonly sourceCheck: SourceCheckLevel;
  readonly verifyAfterCreate: 'none' | VerificationLevel;
  readonly timeoutMs: number;
  readonly busyTimeoutMs: number;
  readonly maxStoredBytes: number;
  /** Room that must stay free on the backup directory's disk. */
  readonly minFreeBytes: number;
  readonly host: string;
  readonly toolVersion: string;
}

/** Captures a live database, proves the artifact and publishes it as a backup. */
export class CreateBackup {
  readonly #ports: CreateBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: CreateBackupPolicy;

  constructor(ports: CreateBackupPorts, coordinator: RunCoordinator, policy: CreateBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws UsageException the name is not allowed, or stands for another source
   * @throws ConfigurationException the runtime lacks the compression
   * @throws DatabaseNotFoundException
   * @throws DatabaseAccessException
   * @throws DatabaseCorruptedException not a database, or its check found damage (the artifact is in quarantine then)
   * @throws BackupDirectoryException no room, no permission
   * @throws BackupCreationException the artifact exceeds the limit, or the capture died
   * @throws BackupVerificationException what was written does not read back
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(
    command: CreateBackupCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CreateBackupResult> {
    const source = await this.#ports.sourceFiles.describe(command.sourcePath);
    const database = command.database ?? databaseNameFromPath(source.baseName, source.pathDigest);
    if (!isDatabaseName(database)) throw notAName(database);
    this.#assertCompression();
    return this.#coordinator.perform(
      { operation: 'create', database, timeoutMs: this.#policy.timeoutMs, signal: options.signal },
      async (run) => {
        await this.#assertOneSource(database, source.path);
        await this.#ports.staging.sweep(database);
        await this.#assertRoom(source);
        const value = await this.#capture({ ...command, sourcePath: source.path }, database, run);
        const { backup, manifest, verified } = value;
        return {
          value,
          facts: {
            filename: backup.filename,
            database_bytes: manifest.databaseBytes,
            stored_bytes: manifest.storedBytes,
            verified,
          },
        };
      },
    );
  }

  async #capture(
    command: CreateBackupCommand,
    database: string,
    run: RunContext,
  ): Promise<CreateBackupResult> {
    const { store, staging, snapshotter } = this.#ports;
    const { compression } = this.#policy;
    const stagedPath = await staging.allocate(database, compression);
    try {
      const captured = await snapshotter.capture(
        { ...this.#policy, sourcePath: command.sourcePath, destinationPath: stagedPath },
        {
          signal: run.signal,
          onProgress: ({ phase, doneBytes, totalBytes }) => {
            run.progress(phase, doneBytes, totalBytes);
          },
        },
      );
      await this.#assertSound(captured, stagedPath, command, database, run);
      const state = await this.#prove(captured, stagedPath, command, database, run);
      run.signal.throwIfAborted();
      const backup = await store.publish(stagedPath, this.#draft(captured, command, database, run), state);
      const manifest = manifestOf(backup);
      if (manifest === undefined) throw new TypeError('a published backup has its manifest');
      return { backup, manifest, verified: isVerified(backup) };
    } finally {
      await staging.discard(stagedPath);
    }
  }

  /** A damaged source must never count as a good backup; what was captured is kept for the one who repairs it. */
  async #assertSound(
    captured: CaptureFacts,
    stagedPath: string,
    command: CreateBackupCommand,
    database: string,
    run: RunContext,
  ): Promise<void> {
    const { result, detail, level } = captured.sourceCheck;
    if (result === 'failed') {
      const draft = this.#draft(captured, command, database, run);
      const quarantinePath = await this.#ports.store.quarantine(stagedPath, draft);
      throw new DatabaseCorruptedException(`${command.sourcePath} is damaged: ${detail}`, {
        hint: 'Keep the file, restore the last good backup, and look for the cause (disk, killed writer).',
        details: { path: command.sourcePath, quarantined: quarantinePath },
      });
    }
    if (result === 'inconclusive' && level !== 'none') {
      run.warn(
        `the source check of ${database} was inconclusive: ${detail}`,
        "The backup is complete; SQLite here lacks something of the application's that the check needs.",
      );
    }
  }

  /** Reads the staged artifact back before it gets a backup's name. */
  async #prove(
    captured: CaptureFacts,
    stagedPath: string,
    command: CreateBackupCommand,
    database: string,
    run: RunContext,
  ): Promise<BackupState> {
    const state = { ...EMPTY_STATE, label: command.label };
    const level = this.#policy.verifyAfterCreate;
    if (level === 'none') return state;
    const startedMs = run.elapsedMs();
    const checks = await this.#ports.verifier.verify(
      { path: stagedPath, compression: captured.compression, database, expected: captured },
      level,
      {
        signal: run.signal,
        onProgress: (doneBytes, totalBytes) => {
          run.progress('verifying', doneBytes, totalBytes);
        },
      },
    );
    const result = overallResult(checks);
    const detail = summarize(checks);
    if (result === 'failed') {
      throw new BackupVerificationException(`the new backup of ${database} does not read back: ${detail}`, {
        hint: 'The disk or memory of this machine may be failing; nothing was published. Try another backup_dir.',
      });
    }
    const verification = {
      at: run.startedAt,
      level,
      result,
      detail,
      durationMs: run.elapsedMs() - startedMs,
    };
    return { ...state, verifications: [verification] };
  }

  #draft(
    captured: CaptureFacts,
    command: CreateBackupCommand,
    database: string,
    run: RunContext,
  ): ManifestDraft {
    const { host, toolVersion } = this.#policy;
    return {
      ...captured,
      database,
      sourcePath: command.sourcePath,
      host,
      toolVersion,
      createdAt: run.startedAt,
      durationMs: run.elapsedMs(),
    };
  }

  #assertCompression(): void {
    const { compression } = this.#policy;
    if (this.#ports.snapshotter.supports.compressions.includes(compression)) return;
    throw new ConfigurationException(`compression ${compression} is not available in this runtime`, {
      hint: 'Use Node >= 22.16, or compression gzip.',
      details: { key: 'compression', value: compression },
    });
  }

  /** Two sources under one name would rotate each other's backups out. */
  async #assertOneSource(database: string, sourcePath: string): Promise<void> {
    const backups = await this.#ports.store.list();
    const other = backups
      .filter((backup) => backup.database === database)
      .map((backup) => manifestOf(backup)?.sourcePath)
      .find((path) => path !== undefined);
    if (other === undefined || other === sourcePath) return;
    throw new UsageException(`the name ${database} stands for ${other}, not for ${sourcePath}`, {
      hint: `Give this one a name of its own: --database ${database}-2`,
      details: { database, source_path: other },
    });
  }

  async #assertRoom(source: SourceFileFacts): Promise<void> {
    const { compression, maxStoredBytes, minFreeBytes } = this.#policy;
    if (compression === 'none' && source.sizeBytes > maxStoredBytes)
      throw beyondStoredSizeLimit(maxStoredBytes);
    const { freeBytes } = await this.#ports.diskSpace.measure(this.#ports.store.directory);
    const neededBytes = source.sizeBytes + source.walBytes + minFreeBytes;
    if (freeBytes >= neededBytes) return;
    throw new BackupDirectoryException(
      `no room in ${this.#ports.store.directory}: ${String(neededBytes)} bytes are needed, ${String(freeBytes)} are free`,
      {
        hint: 'Free disk space, clean up old backups, or lower min_free_mb (part of what is needed is this reserve).',
        details: { needed_bytes: neededBytes, free_bytes: freeBytes, reserve_bytes: minFreeBytes },
      },
    );
  }
}

function notAName(database: string): UsageException {
  return new UsageException(`${JSON.stringify(database)} cannot name a database`, {
    hint: 'Names begin with a letter or digit and have letters, digits, dots, underscores and hyphens, 64 at most.',
    details: { database },
  });
}
