import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Stats } from 'node:fs';
import type { DiscoveredDatabases, DiscoveryRequest } from '../../../application/ports/database-discovery.ts';
import { parseGlob, type GlobPattern } from '../../../domain/databases/glob-pattern.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import type { Problem } from '../../../domain/health/backup-directory-health.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { beginsAsDatabase } from './begins-as-database.ts';
import { isSideFile } from './side-file.ts';

/** A tree that is not ours to read gives a problem for every file of it; these say enough. */
const MOST_PROBLEMS = 20;

/**
 * To be called in a child process only: it opens every file that the pattern takes.
 * @throws DatabaseNotFoundException there is no such directory
 * @throws DatabaseAccessException it is no directory, or may not be read
 */
export async function discoverDatabases(request: DiscoveryRequest): Promise<DiscoveredDatabases> {
  const directory = await locate(request.directory);
  const excluded = await Promise.all(request.excluded.map((path) => realpath(path).catch(() => path)));
  const walk = new Walk(parseGlob(request.glob) ?? (() => false), new Set(excluded), request.maxDepth);
  await walk.enter(directory, '', 0);
  return { directory, paths: [...walk.databases].sort(), problems: walk.problems.slice(0, MOST_PROBLEMS) };
}

async function locate(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    await readdir(real);
    return real;
  } catch (error) {
    const details = { path };
    if (isSystemError(error) && error.code === 'ENOENT') {
      throw new DatabaseNotFoundException(`there is no directory ${path}`, {
        hint: 'Check databases_directory, and that its disk is mounted.',
        details,
        cause: error,
      });
    }
    throw new DatabaseAccessException(`${path} cannot be searched for databases: ${reasonOf(error)}`, {
      hint: 'databases_directory must be a directory that this user may read and enter.',
      details,
      cause: error,
    });
  }
}

class Walk {
  readonly databases = new Set<string>();
  readonly problems: Problem[] = [];
  readonly #takes: GlobPattern;
  readonly #excluded: ReadonlySet<string>;
  readonly #maxDepth: number;
  /** Real paths: a link back up would lead round for ever. */
  readonly #entered = new Set<string>();

  constructor(takes: GlobPattern, excluded: ReadonlySet<string>, maxDepth: number) {
    this.#takes = takes;
    this.#excluded = excluded;
    this.#maxDepth = maxDepth;
  }

  /**
   * @param real the directory, links resolved
   * @param below its path below the one that is searched, as it was come to; empty for that one itself
   */
  async enter(real: string, below: string, depth: number): Promise<void> {
    if (this.#excluded.has(real) || this.#entered.has(real)) return;
    if (depth > this.#maxDepth) {
      this.#report(
        real,
        `is more than ${String(this.#maxDepth)} folders deep`,
        'Set databases_directory further down.',
      );
      return;
    }
    this.#entered.add(real);
    const names = await this.#attempt(real, () => readdir(real));
    const siblings = new Set(names);
    for (const name of names?.sort() ?? []) {
      const path = below === '' ? name : `${below}/${name}`;
      if (!isSideFile(name, siblings)) await this.#look(join(real, name), path, depth);
    }
  }

  async #look(path: string, below: string, depth: number): Promise<void> {
    const real = await this.#attempt(path, () => realpath(path));
    const facts = real === undefined ? undefined : await this.#attempt(path, () => stat(real));
    if (real === undefined || facts === undefined) return;
    if (facts.isDirectory()) await this.enter(real, below, depth + 1);
    else if (this.#takes(below) && this.#isNew(real, facts)) {
      if ((await this.#attempt(real, () => beginsAsDatabase(real))) === true) this.databases.add(real);
    }
  }

  /** Only what may be a database is opened: a named pipe would keep the reader waiting. */
  #isNew(real: string, facts: Stats): boolean {
    if (!facts.isFile() || facts.size === 0 || this.databases.has(real)) return false;
    return ![...this.#excluded].some((directory) => real.startsWith(directory + sep));
  }

  /** What is gone by the time it is looked at is no problem: files come and go. */
  async #attempt<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'ENOENT') {
        this.#report(
          path,
          `could not be looked into: ${reasonOf(error)}`,
          'Give this user read permission, or leave it out with databases_glob.',
        );
      }
      return undefined;
    }
  }

  #report(path: string, problem: string, hint: string): void {
    this.problems.push({ message: `${path} ${problem}`, hint });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
