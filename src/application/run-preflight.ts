import type { Backup } from '../domain/backup/backup.ts';
import type { Compression } from '../domain/backup/compression.ts';
import { databaseNameFromPath } from '../domain/backup/database-name.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationInProgressException } from '../domain/exceptions/operation-in-progress-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import { encryptionPreflight } from '../domain/encryption/key-check.ts';
import { listingPreflight } from '../domain/health/listing-preflight.ts';
import { namePreflight } from '../domain/health/name-preflight.ts';
import {
  passed,
  refused,
  warned,
  worstResult,
  type PreflightCheck,
  type PreflightFinding,
  type PreflightResult,
} from '../domain/health/preflight.ts';
import { restorePreflight } from '../domain/health/restore-preflight.ts';
import { spacePreflight } from '../domain/health/space-preflight.ts';
import { sourcePreflight } from '../domain/health/source-preflight.ts';
import type { DatabaseInventory } from './databases/database-inventory.ts';
import {
  findingOf,
  runPreflightCheck,
  inventoryChecks,
  NO_DATABASE,
  outOfTime,
} from './health/preflight-checks.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { DatabaseProbe } from './ports/database-probe.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { EncryptionKeys } from './ports/encryption-keys.ts';
import type { OperationLock } from './ports/operation-lock.ts';
import type { RestoreRecords } from './ports/restore-records.ts';
import type { RunWarning } from './ports/run-listener.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';
import { storePreflight } from './test-stores.ts';
import type { NamedStore } from './stores/named-store.ts';
import type { SourceRef } from '../domain/databases/database-ref.ts';
import type { CancelOptions } from './runs/run-coordinator.ts';

export type { PreflightFinding } from '../domain/health/preflight.ts';

export interface RunPreflightCommand {
  /** `undefined` takes every configured or discovered database. */
  readonly sources?: readonly SourceRef[] | undefined;
}

export interface PreflightReport {
  readonly result: PreflightResult;
  readonly findings: readonly PreflightFinding[];
}

export interface PreflightPolicy {
  readonly minFreeBytes: number;
  /** Wait for another process's lock on a source. */
  readonly busyTimeoutMs: number;
  /** Deadline for one source. */
  readonly timeoutMs: number;
  readonly toolVersion: string;
  /** E.g. `Node.js 24.1.0`. */
  readonly runtimeVersion: string;
  /** The compressions of this runtime. */
  readonly compressions: readonly Compression[];
  /** The configured one. */
  readonly compression: Compression;
}

interface FoundSources {
  readonly sources: readonly SourceRef[];
  readonly judgements: readonly PreflightCheck[];
}

/** No database has this name, so the lock blocks no run. */
const LOCK_OF_PREFLIGHT = '';

export interface PreflightPorts {
  readonly probe: DatabaseProbe;
  readonly sourceFiles: SourceFiles;
  readonly store: BackupStore;
  readonly stores: readonly NamedStore[];
  readonly staging: StagingArea;
  readonly diskSpace: DiskSpace;
  readonly clock: Clock;
  readonly restoreRecords: RestoreRecords;
  readonly inventory: Pick<DatabaseInventory, 'refresh' | 'discovers'>;
  readonly lock: OperationLock;
  readonly encryptionKeys: Pick<EncryptionKeys, 'check'>;
}

/** Checks the setup before the first backup. */
export class RunPreflight {
  readonly #ports: PreflightPorts;
  readonly #policy: PreflightPolicy;

  constructor(ports: PreflightPorts, policy: PreflightPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * Problems are findings, not exceptions.
   * @throws OperationCancelledException the caller's signal aborted
   */
  async execute(command: RunPreflightCommand, options: CancelOptions = {}): Promise<PreflightReport> {
    let backups: readonly Backup[] = [];
    const judgements: PreflightCheck[] = [
      passed('versions', `sqlite-backup-manager ${this.#policy.toolVersion}, ${this.#policy.runtimeVersion}`),
      await runPreflightCheck('engine', () => this.#checkEngine()),
      this.#checkCompression(),
      await runPreflightCheck('backup-directory', () => this.#checkDirectory()),
      await runPreflightCheck('backups', async () => {
        backups = await this.#ports.store.list();
        return listingPreflight(backups, this.#ports.clock.now());
      }),
      await runPreflightCheck('room', () => this.#checkSpace(0)),
      await this.#checkKeys(options.signal),
    ];
    for (const store of this.#ports.stores.slice(1)) judgements.push(...(await storePreflight(store)));
    const all = command.sources === undefined ? await this.#findAll(options.signal) : undefined;
    const sources = command.sources ?? all?.sources ?? [];
    const findings: PreflightFinding[] = [...judgements, ...(all?.judgements ?? [])].map((one) => ({
      ...one,
      subject: undefined,
    }));
    for (const source of sources) {
      const aboutSource = await this.#checkSource(source, backups, options.signal);
      findings.push(...aboutSource.map((one) => ({ ...one, subject: source.path })));
    }
    return { result: worstResult(findings), findings };
  }

  async #findAll(signal: AbortSignal | undefined): Promise<FoundSources> {
    const inventory = await this.#ports.inventory.refresh({ signal }).catch((error: unknown) => {
      throw signal?.aborted === true ? cancelled(error) : error;
    });
    const sources = inventory.databases;
    if (!this.#ports.inventory.discovers) {
      return { sources, judgements: sources.length === 0 ? [NO_DATABASE] : [] };
    }
    return { sources, judgements: inventoryChecks(inventory, this.#ports.clock.now()) };
  }

  async #checkEngine(): Promise<PreflightCheck> {
    const { engine, sqliteVersion } = await this.#ports.probe.engine();
    const how =
      engine === 'native' ? 'consistency by SQLite locks' : 'consistency by two equal reads, without locks';
    return passed('engine', `${engine}, SQLite ${sqliteVersion}; ${how}`);
  }

  #checkCompression(): PreflightCheck {
    const { compression, compressions, runtimeVersion } = this.#policy;
    if (compressions.includes(compression)) return passed('compression', compression);
    const hint = `Set compression to one of ${compressions.join(', ')}, or use a newer runtime.`;
    return refused('compression', `${runtimeVersion} cannot write ${compression}`, hint);
  }

  async #checkDirectory(): Promise<PreflightCheck> {
    await this.#ports.staging.probe();
    const [warning] = await this.#warningsOfLock();
    if (warning !== undefined) return warned('backup-directory', warning.message, warning.hint);
    return passed('backup-directory', `${this.#ports.store.location} is writable`);
  }

  async #warningsOfLock(): Promise<readonly RunWarning[]> {
    try {
      const held = await this.#ports.lock.acquire(LOCK_OF_PREFLIGHT, 'inspect');
      await held.release();
      return held.warnings ?? [];
    } catch (error) {
      // Another preflight holds it: locks work.
      if (error instanceof OperationInProgressException) return [];
      throw error;
    }
  }

  async #checkKeys(signal = new AbortController().signal): Promise<PreflightCheck> {
    try {
      return encryptionPreflight(await this.#ports.encryptionKeys.check({ signal }));
    } catch (error) {
      if (signal.aborted) throw cancelled(error);
      return findingOf('encryption', error);
    }
  }

  async #checkSpace(imageBytes: number): Promise<PreflightCheck> {
    return spacePreflight(
      await this.#ports.diskSpace.measure(this.#ports.store.location),
      imageBytes,
      this.#policy.minFreeBytes,
    );
  }

  async #checkSource(
    source: SourceRef,
    backups: readonly Backup[],
    signal: AbortSignal | undefined,
  ): Promise<readonly PreflightCheck[]> {
    const { path, baseName, pathDigest, sizeBytes, walBytes } = await this.#ports.sourceFiles.describe(
      source.path,
    );
    const name = source.name ?? databaseNameFromPath(baseName, pathDigest);
    return [
      ...(await this.#probeSource(path, signal)),
      namePreflight(name, path, backups, this.#ports.clock.now()),
      restorePreflight(path, await this.#ports.restoreRecords.list()),
      await runPreflightCheck('room', () => this.#checkSpace(sizeBytes + walBytes)),
    ];
  }

  async #probeSource(path: string, signal: AbortSignal | undefined): Promise<readonly PreflightCheck[]> {
    const { busyTimeoutMs, timeoutMs } = this.#policy;
    const deadline = this.#ports.clock.deadline(timeoutMs);
    const signals = signal === undefined ? [deadline.signal] : [signal, deadline.signal];
    try {
      return sourcePreflight(
        await this.#ports.probe.probe(path, { busyTimeoutMs, signal: AbortSignal.any(signals) }),
      );
    } catch (error) {
      if (signal?.aborted === true) throw cancelled(error);
      if (!(error instanceof BackupManagerException) && deadline.signal.aborted)
        return [outOfTime(path, timeoutMs)];
      return [findingOf('source', error)];
    } finally {
      deadline.cancel();
    }
  }
}

function cancelled(cause: unknown): OperationCancelledException {
  return new OperationCancelledException('preflight was cancelled', {
    hint: 'Run the command again.',
    cause,
  });
}
