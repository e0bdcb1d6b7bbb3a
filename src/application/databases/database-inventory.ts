import { newestFirst, type Backup } from '../../domain/backup/backup.ts';
import { currentUpTo } from '../../domain/backup/current-as-of.ts';
import { databaseNameFromPath } from '../../domain/backup/database-name.ts';
import { recordedSourcePath } from '../../domain/backup/source-path.ts';
import { groupByDatabase } from '../../domain/backup/group-by-database.ts';
import { assignNames, type NameClash } from '../../domain/databases/assign-names.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { DatabaseNotFoundException } from '../../domain/exceptions/database-not-found-exception.ts';
import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import type { VanishedDatabase } from '../../domain/health/vanished-health.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  DatabaseDiscovery,
  DiscoveredDatabases,
  DiscoveryProblem,
} from '../ports/database-discovery.ts';
import type { SourceFiles } from '../ports/source-files.ts';
import type { DatabaseRef } from '../../domain/databases/database-ref.ts';
import type { CancelOptions } from '../runs/run-coordinator.ts';

/** Deep enough for real trees, and an end for a tree without one. */
const MAX_DEPTH = 16;

export interface InventoryPolicy {
  /** The configured databases. */
  readonly databases: readonly DatabaseRef[];
  /** Where databases are searched; `undefined`: nowhere. */
  readonly databasesDirectory: string | undefined;
  readonly databasesGlob: string;
  /** It may be below `databasesDirectory`. */
  readonly backupDir: string;
  /** Deadline for the search. */
  readonly timeoutMs: number;
}

export interface InventoryPorts {
  readonly discovery: DatabaseDiscovery;
  readonly sourceFiles: SourceFiles;
  readonly store: BackupStore;
  readonly clock: Clock;
}

/** The configured and discovered databases at one time. */
export interface Inventory {
  /** The configured ones first. */
  readonly databases: readonly DatabaseRef[];
  /** Discovered databases whose name belongs to another one. */
  readonly clashes: readonly NameClash[];
  /** Names of discovered databases without a backup. */
  readonly appeared: readonly string[];
  readonly vanished: readonly VanishedDatabase[];
  /** Places that could not be searched. */
  readonly problems: readonly DiscoveryProblem[];
  /** Why the search failed; `undefined` when it succeeded or was not requested. */
  readonly failure: BackupManagerException | undefined;
}

/** The list of databases: configured and discovered ones. */
export class DatabaseInventory {
  readonly #ports: InventoryPorts;
  readonly #policy: InventoryPolicy;
  #latest: Inventory | undefined;

  constructor(ports: InventoryPorts, policy: InventoryPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  get discovers(): boolean {
    return this.#policy.databasesDirectory !== undefined;
  }

  /** The last result; searches only if there is none. */
  async latest(): Promise<Inventory> {
    return this.#latest ?? this.refresh();
  }

  /** Searches again. A failed search is part of the result: the configured databases remain. */
  async refresh(options: CancelOptions = {}): Promise<Inventory> {
    const { databasesDirectory } = this.#policy;
    if (databasesDirectory === undefined) return (this.#latest = this.#configured());
    try {
      this.#latest = await this.#inventoryOf(await this.#discover(databasesDirectory, options.signal));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof BackupManagerException)) throw error;
      this.#latest = { ...this.#configured(), failure: error };
    }
    return this.#latest;
  }

  async #discover(directory: string, signal: AbortSignal | undefined): Promise<DiscoveredDatabases> {
    const { databasesGlob: glob, backupDir, timeoutMs } = this.#policy;
    const { discovery, clock } = this.#ports;
    const deadline = clock.deadline(timeoutMs);
    const signals = signal === undefined ? [deadline.signal] : [signal, deadline.signal];
    try {
      return await discovery.discover(
        { directory, glob, excluded: [backupDir], maxDepth: MAX_DEPTH },
        { signal: AbortSignal.any(signals) },
      );
    } catch (error) {
      if (error instanceof BackupManagerException || !deadline.signal.aborted) throw error;
      throw outOfTime(directory, timeoutMs, error);
    } finally {
      deadline.cancel();
    }
  }

  #configured(): Inventory {
    const { databases } = this.#policy;
    return { databases, clashes: [], appeared: [], vanished: [], problems: [], failure: undefined };
  }

  async #inventoryOf({ directory, paths, linkedPaths, problems }: DiscoveredDatabases): Promise<Inventory> {
    const { sourceFiles, store, clock } = this.#ports;
    const { databasesGlob } = this.#policy;
    if (paths.length === 0)
      return { ...this.#configured(), problems, failure: nothingFound(directory, databasesGlob) };
    const configured = await Promise.all(
      this.#policy.databases.map(async ({ name, path }) => ({
        name,
        path: (await sourceFiles.describe(path)).path,
      })),
    );
    const found: DatabaseRef[] = [];
    for (const path of paths) {
      const { baseName, pathDigest } = await sourceFiles.describe(path);
      found.push({ name: databaseNameFromPath(baseName, pathDigest), path });
    }
    const owned = ownedBackups(await store.list(), clock.now());
    const assigned = assignNames(found, configured, (name) => owned.get(name)?.path);
    const present = new Set([...paths, ...configured.map(({ path }) => path)]);
    return {
      databases: [...this.#policy.databases, ...assigned.databases],
      clashes: assigned.clashes,
      appeared: assigned.databases.map(({ name }) => name).filter((name) => !owned.has(name)),
      vanished: [...owned.values()].filter(
        ({ path }) => !present.has(path) && [directory, ...linkedPaths].some((place) => isIn(path, place)),
      ),
      problems,
      failure: undefined,
    };
  }
}

/** By name: the source path, and when the last run found the database there. */
function ownedBackups(backups: readonly Backup[], now: Date): ReadonlyMap<string, VanishedDatabase> {
  const owned = new Map<string, VanishedDatabase>();
  for (const [name, group] of groupByDatabase([...backups].sort(newestFirst))) {
    const path = recordedSourcePath(group, now);
    if (name !== undefined && path !== undefined)
      owned.set(name, { name, path, lastSeenAt: currentUpTo(group[0], now) });
  }
  return owned;
}

/** Whether a path equals or is below a place. */
function isIn(path: string, place: string): boolean {
  if (!path.startsWith(place)) return false;
  const next = path.slice(place.length);
  return next === '' || place.endsWith('/') || next.startsWith('/') || next.startsWith('\\');
}

function outOfTime(directory: string, timeoutMs: number, cause: unknown): BackupTimeoutException {
  return new BackupTimeoutException(
    `the search for databases in ${directory} did not finish within ${String(timeoutMs / 1000)} s`,
    {
      hint: 'Check that its disk answers. Raise timeout_seconds if the directory is large.',
      details: { path: directory },
      cause,
    },
  );
}

function nothingFound(directory: string, glob: string): DatabaseNotFoundException {
  return new DatabaseNotFoundException(`no database in ${directory} matches ${glob}`, {
    hint: 'Check databases_directory and databases_glob, that its disk is mounted, and that this user may read it.',
    details: { path: directory, glob },
  });
}
