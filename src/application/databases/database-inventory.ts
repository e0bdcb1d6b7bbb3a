import { newestFirst, type Backup } from '../../domain/backup/backup.ts';
import { databaseNameFromPath } from '../../domain/backup/database-name.ts';
import { recordedSourcePath } from '../../domain/backup/source-path.ts';
import { groupByDatabase } from '../../domain/backup/group-by-database.ts';
import { settleNames, type NameClash, type NamedPath } from '../../domain/databases/settle-names.ts';
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

/** Deep enough for any tree that somebody keeps databases in, and an end to one that has none. */
const MAX_DEPTH = 16;

export interface InventoryPolicy {
  /** The databases that are named in the settings. */
  readonly databases: readonly NamedPath[];
  /** Where others are looked for; `undefined` looks nowhere. */
  readonly databasesDirectory: string | undefined;
  readonly databasesGlob: string;
  /** The backup directory, which may stand below that one. */
  readonly backupDir: string;
  /** Deadline for looking for them. */
  readonly timeoutMs: number;
}

export interface InventoryPorts {
  readonly discovery: DatabaseDiscovery;
  readonly sourceFiles: SourceFiles;
  readonly store: BackupStore;
  readonly clock: Clock;
}

/** The databases that are meant to be backed up, as they were found at one moment. */
export interface Inventory {
  /** The configured ones first. */
  readonly databases: readonly NamedPath[];
  /** Databases that were found and cannot be backed up under the name they would get. */
  readonly clashes: readonly NameClash[];
  /** Names of databases that were found and have no backup yet. */
  readonly appeared: readonly string[];
  readonly vanished: readonly VanishedDatabase[];
  /** What could not be looked into. */
  readonly problems: readonly DiscoveryProblem[];
  /** Why nothing could be found at all; `undefined` when something was, or was not looked for. */
  readonly failure: BackupManagerException | undefined;
}

/** Knows which databases there are: those of the settings, and those that stand in a directory. */
export class DatabaseInventory {
  readonly #ports: InventoryPorts;
  readonly #policy: InventoryPolicy;
  #latest: Inventory | undefined;

  constructor(ports: InventoryPorts, policy: InventoryPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** Whether databases are looked for, besides those of the settings. */
  get discovers(): boolean {
    return this.#policy.databasesDirectory !== undefined;
  }

  /** As it was found last; looks if nobody has looked yet. */
  async latest(): Promise<Inventory> {
    return this.#latest ?? this.refresh();
  }

  /** Looks again. What keeps it from finding anything is in the answer: the configured ones are meant all the same. */
  async refresh(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Inventory> {
    const { databasesDirectory } = this.#policy;
    if (databasesDirectory === undefined) return (this.#latest = this.#configured());
    try {
      this.#latest = await this.#take(await this.#discover(databasesDirectory, options.signal));
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

  async #take({ directory, paths, linkedPaths, problems }: DiscoveredDatabases): Promise<Inventory> {
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
    const found: NamedPath[] = [];
    for (const path of paths) {
      const { baseName, pathDigest } = await sourceFiles.describe(path);
      found.push({ name: databaseNameFromPath(baseName, pathDigest), path });
    }
    const owned = ownedBackups(await store.list(), clock.now());
    const settled = settleNames(found, configured, (name) => owned.get(name)?.path);
    const there = new Set([...paths, ...configured.map(({ path }) => path)]);
    return {
      databases: [...this.#policy.databases, ...settled.databases],
      clashes: settled.clashes,
      appeared: settled.databases.map(({ name }) => name).filter((name) => !owned.has(name)),
      vanished: [...owned.values()].filter(
        ({ path }) => !there.has(path) && [directory, ...linkedPaths].some((place) => isIn(path, place)),
      ),
      problems,
      failure: undefined,
    };
  }
}

/** By name: where the backups were made, and when the newest was. */
function ownedBackups(backups: readonly Backup[], now: Date): ReadonlyMap<string, VanishedDatabase> {
  const owned = new Map<string, VanishedDatabase>();
  for (const [name, group] of groupByDatabase([...backups].sort(newestFirst))) {
    const path = recordedSourcePath(group, now);
    if (name !== undefined && path !== undefined)
      owned.set(name, { name, path, newestAt: group[0].createdAt });
  }
  return owned;
}

/** Whether a path is the place, or below it. */
function isIn(path: string, place: string): boolean {
  if (!path.startsWith(place)) return false;
  const next = path.slice(place.length);
  return next === '' || place.endsWith('/') || next.startsWith('/') || next.startsWith('\\');
}

function outOfTime(directory: string, timeoutMs: number, cause: unknown): BackupTimeoutException {
  return new BackupTimeoutException(
    `${directory} was not searched for databases within ${String(timeoutMs / 1000)} s`,
    {
      hint: 'Check that its disk answers. Raise timeout_seconds if the directory is that large.',
      details: { path: directory },
      cause,
    },
  );
}

function nothingFound(directory: string, glob: string): DatabaseNotFoundException {
  return new DatabaseNotFoundException(`no database in ${directory} that ${glob} takes`, {
    hint: 'Check databases_directory and databases_glob, that its disk is mounted, and that this user may read it.',
    details: { path: directory, glob },
  });
}
