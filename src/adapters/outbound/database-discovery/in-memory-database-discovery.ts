import { posix } from 'node:path';
import type {
  DatabaseDiscovery,
  DiscoveredDatabases,
  DiscoveryProblem,
  DiscoveryRequest,
} from '../../../application/ports/database-discovery.ts';
import { mayMatchBelow, parseGlob } from '../../../domain/databases/glob-pattern.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase } from '../in-memory-disk/in-memory-source.ts';
import { isSideFile } from '../files/database-files.ts';

/** Finds databases on an in-memory disk; a directory exists while it has a file. */
export class InMemoryDatabaseDiscovery implements DatabaseDiscovery {
  /** Links to files and directories, by path. */
  readonly links = new Map<string, string>();
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
      throw new DatabaseNotFoundException(`directory ${directory} does not exist`, {
        hint: 'Check databases_directory.',
        details: { path: directory },
      });
    }
    const matches = parseGlob(request.glob) ?? (() => false);
    const found = new Set<string>();
    const problems = [...this.#dangling(directory, request.glob, matches)];
    for (const [below, path] of this.#reachable(directory)) {
      const isExcluded = request.excluded.some((one) => path.startsWith(`${one}/`));
      if (isExcluded || !matches(below) || this.#isSideFile(path)) continue;
      if (below.split('/').length - 1 > request.maxDepth) {
        problems.push({
          path,
          message: `${path} is too deep`,
          hint: 'Set databases_directory to a folder further down.',
        });
      } else if (this.unreadable.has(path)) {
        problems.push({ path, message: `${path} cannot be searched`, hint: 'Give read permission.' });
      } else if (beginsAsDatabase(this.#disk.read(path) ?? new Uint8Array())) found.add(path);
    }
    const linkedPaths = this.#linksBelow(directory)
      .map(([, target]) => target)
      .filter((target) => !target.startsWith(`${directory}/`));
    return Promise.resolve({
      directory,
      paths: [...found].sort(),
      linkedPaths: linkedPaths.sort(),
      problems,
    });
  }

  #linksBelow(directory: string): readonly (readonly [link: string, target: string])[] {
    return [...this.links].filter(([link]) => link.startsWith(`${directory}/`));
  }

  #dangling(
    directory: string,
    glob: string,
    matches: (below: string) => boolean,
  ): readonly DiscoveryProblem[] {
    return this.#linksBelow(directory).flatMap(([path, target]) => {
      const below = path.slice(directory.length + 1);
      const isThere = this.#disk.has(target) || this.#disk.paths(`${target}/`).length > 0;
      if (isThere || (!matches(below) && !mayMatchBelow(glob, below))) return [];
      return [
        { path, message: `${path} is a link to ${target}, which does not exist`, hint: 'Mount its disk.' },
      ];
    });
  }

  /** Everything below a directory; links are followed once. */
  #reachable(directory: string): readonly (readonly [below: string, path: string])[] {
    const direct = (root: string, prefix: string) =>
      this.#disk.paths(`${root}/`).map((path) => [`${prefix}${path.slice(root.length + 1)}`, path] as const);
    const linked = this.#linksBelow(directory).flatMap(([link, target]) => {
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
