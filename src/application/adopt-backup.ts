import type { Backup } from '../domain/backup/backup.ts';
import { parseBackupName } from '../domain/backup/backup-name.ts';
import { foreignBackupDate, readForeignBackupName } from '../domain/backup/foreign-backup-name.ts';
import type { Engine } from '../domain/backup/manifest.ts';
import { recordedSourcePath } from '../domain/backup/source-path.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { overallResult, summarize, type Check } from '../domain/verification/verification.ts';
import { assertDatabaseName } from './backups/capture-preconditions.ts';
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
}

export interface AdoptBackupPorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
  readonly extractor: ArtifactExtractor;
  readonly inspector: DatabaseInspector;
}

export interface AdoptBackupPolicy {
  readonly timeoutMs: number;
  readonly host: string;
  readonly toolVersion: string;
  /** Which engine looks at the content. */
  readonly engine: Engine;
  readonly databases: readonly { readonly name: string; readonly path: string }[];
}

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
        const value = await this.#adopt(backup, database, proof, run);
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
        { artifactPath: backup.path, compression: backup.compression, destinationPath },
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

  async #adopt(backup: Backup, database: string, proof: Proof, run: RunContext): Promise<Backup> {
    const draft = this.#draft(
      backup,
      database,
      await this.#sourcePathOf(database, run.startedAt),
      proof,
      run,
    );
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
    return this.#ports.store.adopt(backup, draft, state);
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
  async #sourcePathOf(database: string, now: Date): Promise<string> {
    const sisters = (await this.#ports.store.list()).filter((backup) => backup.database === database);
    return (
      recordedSourcePath(sisters, now) ??
      this.#policy.databases.find(({ name }) => name === database)?.path ??
      ''
    );
  }
}

/**
 * Whose backup another tool's file becomes.
 * @throws UsageException that is not clear
 */
export function adoptingDatabase(backup: Backup, asked: string | undefined): string {
  const database = asked ?? backup.database ?? readForeignBackupName(backup.filename).database;
  if (database === undefined) {
    throw new UsageException(`the name of ${backup.filename} does not tell whose backup it is`, {
      hint: 'Say it with --database NAME.',
      details: { filename: backup.filename },
    });
  }
  assertDatabaseName(database);
  return database;
}

function assertUnmanaged(backup: Backup): void {
  const { filename, record } = backup;
  if (record.condition === 'missing') return;
  const intact = record.condition === 'intact';
  throw new UsageException(
    intact
      ? `${filename} is managed already`
      : `${filename} has a manifest, which is damaged: ${record.problem}`,
    {
      hint: intact
        ? 'There is nothing to do; prove it with: backup-manager verify.'
        : 'If you trust the file, move the manifest out of the directory and adopt it again.',
      details: { filename },
    },
  );
}

function damaged(backup: Backup, problem: string): BackupVerificationException {
  return new BackupVerificationException(`${backup.filename} is damaged: ${problem}`, {
    hint: 'It was not adopted and stays as it was.',
    details: { filename: backup.filename },
  });
}
