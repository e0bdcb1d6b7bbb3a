import type { Backup } from '../domain/backup/backup.ts';
import type { Compression } from '../domain/backup/compression.ts';
import { databaseNameFromPath } from '../domain/backup/database-name.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import { judgeListing } from '../domain/health/listing-preflight.ts';
import { judgeName } from '../domain/health/name-preflight.ts';
import {
  passed,
  refused,
  warned,
  worstResult,
  type Judgement,
  type PreflightFinding,
  type PreflightResult,
} from '../domain/health/preflight.ts';
import { judgeRestore } from '../domain/health/restore-preflight.ts';
import { judgeRoom } from '../domain/health/room-preflight.ts';
import { judgeSource } from '../domain/health/source-preflight.ts';
import type { DatabaseInventory, Inventory } from './databases/database-inventory.ts';
import { judgeInventory } from './health/watched-databases.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { DatabaseProbe } from './ports/database-probe.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { RestoreRecords } from './ports/restore-records.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';

export type { PreflightFinding } from '../domain/health/preflight.ts';

export interface RunPreflightCommand {
  /** The databases to look at; `undefined` takes every database that is configured or found. */
  readonly sources?: readonly SourceToLookAt[] | undefined;
}

interface SourceToLookAt {
  readonly path: string;
  /** The name its backups are kept under; `undefined` derives it from the path. */
  readonly database?: string | undefined;
}

export interface PreflightReport {
  readonly result: PreflightResult;
  readonly findings: readonly PreflightFinding[];
}

export interface PreflightPolicy {
  readonly minFreeBytes: number;
  /** How long to wait for another process's lock on a source. */
  readonly busyTimeoutMs: number;
  /** Deadline for looking at one source. */
  readonly timeoutMs: number;
  readonly toolVersion: string;
  /** Name and version of the runtime, e.g. `Node.js 24.1.0`. */
  readonly runtimeVersion: string;
  /** What this runtime can write. */
  readonly compressions: readonly Compression[];
  /** What is asked for. */
  readonly compression: Compression;
}

interface FoundSources {
  readonly sources: readonly SourceToLookAt[];
  readonly judgements: readonly Judgement[];
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/** Finds out before the first backup what would go wrong, or wrong without a word. */
export class RunPreflight {
  readonly #probe: DatabaseProbe;
  readonly #sourceFiles: SourceFiles;
  readonly #store: BackupStore;
  readonly #staging: StagingArea;
  readonly #diskSpace: DiskSpace;
  readonly #policy: PreflightPolicy;
  readonly #clock: Clock;
  readonly #restoreRecords: RestoreRecords;
  readonly #inventory: Pick<DatabaseInventory, 'refresh' | 'discovers'>;

  constructor(
    probe: DatabaseProbe,
    sourceFiles: SourceFiles,
    store: BackupStore,
    staging: StagingArea,
    diskSpace: DiskSpace,
    policy: PreflightPolicy,
    clock: Clock,
    restoreRecords: RestoreRecords,
    inventory: Pick<DatabaseInventory, 'refresh' | 'discovers'>,
  ) {
    this.#probe = probe;
    this.#sourceFiles = sourceFiles;
    this.#store = store;
    this.#staging = staging;
    this.#diskSpace = diskSpace;
    this.#policy = policy;
    this.#clock = clock;
    this.#restoreRecords = restoreRecords;
    this.#inventory = inventory;
  }

  /**
   * What is wrong is a finding, not thrown.
   * @throws OperationCancelledException the caller's signal aborted
   */
  async execute(command: RunPreflightCommand, options: Options = {}): Promise<PreflightReport> {
    let backups: readonly Backup[] = [];
    const judgements = [
      passed('versions', `sqlite-backup-manager ${this.#policy.toolVersion}, ${this.#policy.runtimeVersion}`),
      await judged('engine', () => this.#checkEngine()),
      this.#checkCompression(),
      await judged('backup-directory', () => this.#checkDirectory()),
      await judged('backups', async () => {
        backups = await this.#store.list();
        return judgeListing(backups, this.#clock.now());
      }),
      await judged('room', () => this.#checkRoom(0)),
    ];
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

  /** Every database there is, and what was found where they are looked for. */
  async #findAll(signal: AbortSignal | undefined): Promise<FoundSources> {
    const inventory = await this.#inventory.refresh({ signal }).catch((error: unknown) => {
      throw signal?.aborted === true ? cancelled(error) : error;
    });
    const sources = inventory.databases.map(({ name, path }) => ({ path, database: name }));
    if (!this.#inventory.discovers) {
      return { sources, judgements: sources.length === 0 ? [NO_DATABASE] : [] };
    }
    return { sources, judgements: judgeDatabases(inventory, this.#clock.now()) };
  }

  async #checkEngine(): Promise<Judgement> {
    const { engine, sqliteVersion } = await this.#probe.engine();
    const how =
      engine === 'native'
        ? 'a lock vouches for every snapshot'
        : 'no locks: two equal reads vouch for a snapshot';
    return passed('engine', `${engine}, SQLite ${sqliteVersion}; ${how}`);
  }

  #checkCompression(): Judgement {
    const { compression, compressions, runtimeVersion } = this.#policy;
    if (compressions.includes(compression)) return passed('compression', compression);
    const hint = `Set compression to one of ${compressions.join(', ')}, or use a newer runtime.`;
    return refused('compression', `${runtimeVersion} cannot write ${compression}`, hint);
  }

  async #checkDirectory(): Promise<Judgement> {
    await this.#staging.probe();
    return passed('backup-directory', `${this.#store.directory} is writable`);
  }

  async #checkRoom(imageBytes: number): Promise<Judgement> {
    return judgeRoom(
      await this.#diskSpace.measure(this.#store.directory),
      imageBytes,
      this.#policy.minFreeBytes,
    );
  }

  async #checkSource(
    source: SourceToLookAt,
    backups: readonly Backup[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Judgement[]> {
    const { path, baseName, pathDigest, sizeBytes, walBytes } = await this.#sourceFiles.describe(source.path);
    const name = source.database ?? databaseNameFromPath(baseName, pathDigest);
    return [
      ...(await this.#probeSource(path, signal)),
      judgeName(name, path, backups),
      judgeRestore(path, await this.#restoreRecords.list()),
      await judged('room', () => this.#checkRoom(sizeBytes + walBytes)),
    ];
  }

  async #probeSource(path: string, signal: AbortSignal | undefined): Promise<readonly Judgement[]> {
    const { busyTimeoutMs, timeoutMs } = this.#policy;
    const deadline = this.#clock.deadline(timeoutMs);
    const signals = signal === undefined ? [deadline.signal] : [signal, deadline.signal];
    try {
      return judgeSource(await this.#probe.probe(path, { busyTimeoutMs, signal: AbortSignal.any(signals) }));
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

/** A backup of all databases would be refused; one of a path would not. */
const NO_DATABASE = warned(
  'databases',
  'none is configured: only a backup that names its path would be made',
  'Set database_path or databases, or look at one by its path: backup-manager doctor path/to/app.db',
);

/** What a look came to; one that fails on purpose is a finding, anything else is a bug and passes. */
async function judged(name: string, look: () => Promise<Judgement>): Promise<Judgement> {
  try {
    return await look();
  } catch (error) {
    return findingOf(name, error);
  }
}

/** What is wrong with the databases as they were found, in the words of the health report. */
function judgeDatabases(inventory: Inventory, now: Date): readonly Judgement[] {
  const found = judgeInventory(inventory, now).map(({ status, message, hint }) =>
    (status === 'critical' ? refused : warned)('databases', message, hint),
  );
  if (found.length > 0) return found;
  return [passed('databases', `${String(inventory.databases.length)} configured or found`)];
}

function cancelled(cause: unknown): OperationCancelledException {
  return new OperationCancelledException('preflight was cancelled', { hint: 'Start it again.', cause });
}

function findingOf(name: string, error: unknown): Judgement {
  if (error instanceof BackupManagerException)
    return refused(name, `${error.code}: ${error.message}`, error.hint);
  throw error;
}

function outOfTime(path: string, timeoutMs: number): Judgement {
  const detail = `BACKUP_TIMEOUT: ${path} could not be looked at within ${String(timeoutMs / 1000)} s`;
  return refused('source', detail, 'Raise timeout_seconds, or find out what slows the disk down.');
}
