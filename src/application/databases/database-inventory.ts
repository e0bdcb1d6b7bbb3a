import { manifestOf, newestFirst, type Backup } from '../../domain/backup/backup.ts';
import { databaseNameFromPath } from '../../domain/backup/database-name.ts';
import { groupByDatabase } from '../../domain/backup/group-by-database.ts';
import { settleNames, type NameClash, type NamedPath } from '../../domain/databases/settle-names.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { DatabaseNotFoundException } from '../../domain/exceptions/database-not-found-exception.ts';
import type { Problem } from '../../domain/health/backup-directory-health.ts';
import type { VanishedDatabase } from '../../domain/health/vanished-health.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { DatabaseDiscovery, DiscoveredDatabases } from '../ports/database-discovery.ts';
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
}

export interface InventoryPorts {
  readonly discovery: DatabaseDiscovery;
  readonly sourceFiles: SourceFiles;
  readonly store: BackupStore;
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
  readonly problems: readonly Problem[];
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
    const { databasesDirectory, databasesGlob, backupDir, databases } = this.#policy;
    if (databasesDirectory === undefined) return (this.#latest = this.#configured());
    const signal = options.signal ?? new AbortController().signal;
    const request = {
      directory: databasesDirectory,
      glob: databasesGlob,
      excluded: [backupDir],
      maxDepth: MAX_DEPTH,
    };
    try {
      const discovered = await this.#ports.discovery.discover(request, { signal });
      if (discovered.paths.length === 0) throw nothingFound(databasesDirectory, databasesGlob);
      this.#latest = await this.#take(discovered);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof BackupManagerException)) throw error;
      this.#latest = { ...this.#configured(), databases, failure: error };
    }
    return this.#latest;
  }

  #configured(): Inventory {
    const { databases } = this.#policy;
    return { databases, clashes: [], appeared: [], vanished: [], problems: [], failure: undefined };
  }

  async #take({ directory, paths, problems }: DiscoveredDatabases): Promise<Inventory> {
    const { sourceFiles, store } = this.#ports;
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
    const owned = ownedBackups(await store.list());
    const settled = settleNames(found, configured, (name) => owned.get(name)?.path);
    const there = new Set([...paths, ...configured.map(({ path }) => path)]);
    return {
      databases: [...this.#policy.databases, ...settled.databases],
      clashes: settled.clashes,
      appeared: settled.databases.map(({ name }) => name).filter((name) => !owned.has(name)),
      vanished: [...owned.values()].filter(({ path }) => isBelow(path, directory) && !there.has(path)),
      problems,
      failure: undefined,
    };
  }
}

/** By name: where the backups were made, and when the newest was. */
function ownedBackups(backups: readonly Backup[]): ReadonlyMap<string, VanishedDatabase> {
  const owned = new Map<string, VanishedDatabase>();
  for (const [name, group] of groupByDatabase([...backups].sort(newestFirst))) {
    const path = group
      .map((backup) => manifestOf(backup)?.sourcePath)
      .find((known) => known !== undefined && known !== '');
    if (name !== undefined && path !== undefined)
      owned.set(name, { name, path, newestAt: group[0].createdAt });
  }
  return owned;
}

function isBelow(path: string, directory: string): boolean {
  const next = path.startsWith(directory) ? path.slice(directory.length) : '';
  return directory.endsWith('/') ? next !== '' : next.startsWith('/') || next.startsWith('\\');
}

function nothingFound(directory: string, glob: string): DatabaseNotFoundException {
  return new DatabaseNotFoundException(`no database in ${directory} that ${glob} takes`, {
    hint: 'Check databases_directory and databases_glob, that its disk is mounted, and that this user may read it.',
    details: { path: directory, glob },
  });
}
