import { posix } from 'node:path';
import type {
  DatabaseDiscovery,
  DiscoveredDatabases,
  DiscoveryRequest,
} from '../../../application/ports/database-discovery.ts';
import { parseGlob } from '../../../domain/databases/glob-pattern.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import type { Problem } from '../../../domain/health/backup-directory-health.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase } from '../in-memory-disk/in-memory-source.ts';
import { isSideFile } from './side-file.ts';

/** Finds databases on an in-memory disk; a directory is there while a file is in it. */
export class InMemoryDatabaseDiscovery implements DatabaseDiscovery {
  /** Paths that lead to others, files and directories. */
  readonly links = new Map<string, string>();
  /** Paths that may not be read. */
  readonly unreadable = new Set<string>();
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async discover(
    request: DiscoveryRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<DiscoveredDatabases> {
    signal.throwIfAborted();
    const directory = this.links.get(request.directory) ?? request.directory;
    if (this.#disk.paths(`${directory}/`).length === 0) {
      throw new DatabaseNotFoundException(`there is no directory ${directory}`, {
        hint: 'Check databases_directory.',
        details: { path: directory },
      });
    }
    const takes = parseGlob(request.glob) ?? (() => false);
    const found = new Set<string>();
    const problems: Problem[] = [];
    for (const [below, path] of this.#reachable(directory)) {
      const isExcluded = request.excluded.some((one) => path.startsWith(`${one}/`));
      if (isExcluded || !takes(below) || this.#isSideFile(path)) continue;
      if (below.split('/').length - 1 > request.maxDepth) {
        problems.push({ message: `${path} is too deep`, hint: 'Set databases_directory further down.' });
      } else if (this.unreadable.has(path)) {
        problems.push({ message: `${path} could not be looked into`, hint: 'Give read permission.' });
      } else if (beginsAsDatabase(this.#disk.read(path) ?? new Uint8Array())) found.add(path);
    }
    return Promise.resolve({ directory, paths: [...found].sort(), problems });
  }

  /** What is below a directory, links followed once. */
  #reachable(directory: string): readonly (readonly [below: string, path: string])[] {
    const direct = (root: string, prefix: string) =>
      this.#disk.paths(`${root}/`).map((path) => [`${prefix}${path.slice(root.length + 1)}`, path] as const);
    const linked = [...this.links].flatMap(([link, target]) => {
      if (!link.startsWith(`${directory}/`)) return [];
      const below = link.slice(directory.length + 1);
      return this.#disk.has(target) ? [[below, target] as const] : direct(target, `${below}/`);
    });
    return [...direct(directory, ''), ...linked];
  }

  #isSideFile(path: string): boolean {
    const folder = posix.dirname(path);
    const siblings = this.#disk.paths(`${folder}/`).map((one) => one.slice(folder.length + 1));
    return isSideFile(posix.basename(path), new Set(siblings));
  }
}
