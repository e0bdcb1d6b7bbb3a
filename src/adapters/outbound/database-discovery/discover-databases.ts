import { constants, type Stats } from 'node:fs';
import { readdir, readlink, realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import type {
  DiscoveredDatabases,
  DiscoveryProblem,
  DiscoveryRequest,
} from '../../../application/ports/database-discovery.ts';
import { mayMatchBelow, parseGlob, type GlobPattern } from '../../../domain/databases/glob-pattern.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import { isSideFile } from '../files/database-files.ts';
import { isSystemError, isMissing } from '../files/directory-exception.ts';
import { readBytes } from '../files/file-bytes.ts';
import { HEADER_BYTES, hasDatabaseMagic } from '../sqlite-file/database-header.ts';
import { bytePathOf, bytesOf, shownPath, textOf, type BytePath } from './byte-path.ts';

/** Checks the SQLite header. Opens the file: for a child process only. */
export async function beginsAsDatabase(path: string | Buffer): Promise<boolean> {
  // The file may have become a pipe: do not block.
  const start = await readBytes(path, HEADER_BYTES, 0, constants.O_RDONLY | constants.O_NONBLOCK);
  return start.length === HEADER_BYTES && hasDatabaseMagic(start);
}

/** A tree that may not be read has a problem per file; these are enough. */
const MOST_PROBLEMS = 20;

/** statfs types of /proc and /sys, wherever they are mounted: they have no databases, and loops. */
const PSEUDO_FILE_SYSTEMS: readonly number[] = [0x9fa0, 0x62656572];

/** Linux follows as many. */
const MOST_HOPS = 40;

/** fsck's folder in the root of a file system, readable for root only. */
const LOST_AND_FOUND = 'lost+found';

/**
 * For a child process only: it opens every file that the pattern matches.
 * @throws DatabaseNotFoundException the directory does not exist
 * @throws DatabaseAccessException it is no directory, or may not be read
 */
export async function discoverDatabases(request: DiscoveryRequest): Promise<DiscoveredDatabases> {
  const directory = await locate(request.directory);
  const excluded = await Promise.all(request.excluded.map((path) => realpath(path).catch(() => path)));
  const walk = new Walk({ ...request, directory, excluded });
  await walk.enter(bytePathOf(directory), '', 0, undefined);
  return {
    directory,
    paths: [...walk.databases].sort(),
    linkedPaths: [...walk.linkedPaths].sort(),
    problems: walk.problems.slice(0, MOST_PROBLEMS),
  };
}

async function locate(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    await readdir(real);
    return real;
  } catch (error) {
    const details = { path };
    if (isMissing(error)) {
      throw new DatabaseNotFoundException(`directory ${path} does not exist`, {
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
  readonly linkedPaths = new Set<string>();
  readonly problems: DiscoveryProblem[] = [];
  readonly #directory: BytePath;
  readonly #glob: string;
  readonly #matches: GlobPattern;
  readonly #excluded: ReadonlySet<BytePath>;
  readonly #maxDepth: number;
  /** Real paths: a link to a parent would loop. */
  readonly #entered = new Set<BytePath>();

  constructor({ directory, glob, excluded, maxDepth }: DiscoveryRequest) {
    this.#directory = bytePathOf(directory);
    this.#glob = glob;
    this.#matches = parseGlob(glob) ?? (() => false);
    this.#excluded = new Set(excluded.map(bytePathOf));
    this.#maxDepth = maxDepth;
  }

  /**
   * @param real the directory, links resolved
   * @param below its path below the searched directory, links not resolved; empty for that directory itself
   * @param parentDevice the device of the parent directory; `undefined` for the searched directory
   */
  async enter(
    real: BytePath,
    below: BytePath,
    depth: number,
    parentDevice: number | undefined,
  ): Promise<void> {
    if (this.#excluded.has(real) || this.#entered.has(real)) return;
    if (below !== '' && !mayMatchBelow(this.#glob, shownPath(below))) return;
    if (depth > this.#maxDepth) {
      this.#report(
        real,
        `is more than ${String(this.#maxDepth)} folders deep`,
        'Set databases_directory to a folder further down.',
      );
      return;
    }
    this.#entered.add(real);
    const device = (await this.#attempt(real, () => stat(bytesOf(real))))?.dev;
    if (device === undefined || (device !== parentDevice && (await this.#isPseudo(real)))) return;
    const names = await this.#attempt(real, () => readdir(bytesOf(real), { encoding: 'latin1' }));
    const siblings = new Set(names);
    for (const name of names?.sort() ?? []) {
      const path = below === '' ? name : `${below}/${name}`;
      if (!isSideFile(name, siblings)) await this.#visit(join(real, name), path, depth, device);
    }
  }

  async #isPseudo(real: BytePath): Promise<boolean> {
    const facts = await this.#attempt(real, () => statfs(bytesOf(real)));
    return facts !== undefined && PSEUDO_FILE_SYSTEMS.includes(facts.type);
  }

  async #visit(path: BytePath, below: BytePath, depth: number, device: number): Promise<void> {
    const real = await this.#resolve(path, below);
    const facts = real === undefined ? undefined : await this.#attempt(path, () => stat(bytesOf(real)));
    if (real === undefined || facts === undefined) return;
    if (real !== path) this.#noteTarget(real);
    if (facts.isDirectory()) await this.enter(real, below, depth + 1, device);
    else if (this.#matches(shownPath(below)) && this.#isNew(real, facts)) {
      if ((await this.#attempt(real, () => beginsAsDatabase(bytesOf(real)))) === true) this.#add(real);
    }
  }

  /** The real path; reports a link whose target is missing. */
  #resolve(path: BytePath, below: BytePath): Promise<BytePath | undefined> {
    return this.#attempt(
      path,
      () => realpath(bytesOf(path), { encoding: 'latin1' }),
      async () => {
        const target = await targetOf(path);
        if (target !== undefined) this.#noteDangling(path, below, target);
      },
    );
  }

  #noteDangling(path: BytePath, below: BytePath, target: BytePath): void {
    this.#noteTarget(target);
    const shownBelow = shownPath(below);
    if (!this.#matches(shownBelow) && !mayMatchBelow(this.#glob, shownBelow)) return;
    this.#report(
      path,
      `is a link to ${shownPath(target)}, which does not exist`,
      'Mount the disk of the target, correct or remove the link, or exclude it with databases_glob.',
    );
  }

  #noteTarget(target: BytePath): void {
    if (!target.startsWith(join(this.#directory, ''))) this.linkedPaths.add(shownPath(target));
  }

  /** The manifest records the path as text: it must be UTF-8. */
  #add(real: BytePath): void {
    const path = textOf(real);
    if (path !== undefined) this.databases.add(path);
    else
      this.#report(
        real,
        'is a database that is not backed up: its path is not UTF-8',
        'Rename the file or folder to a name in UTF-8 (convmv does that for a whole tree).',
      );
  }

  /** Only regular files are opened: a named pipe would block. */
  #isNew(real: BytePath, facts: Stats): boolean {
    if (!facts.isFile() || facts.size === 0 || this.databases.has(shownPath(real))) return false;
    return ![...this.#excluded].some((directory) => real.startsWith(directory + sep));
  }

  /** A file that vanished meanwhile is no problem. */
  async #attempt<T>(
    path: BytePath,
    work: () => Promise<T>,
    onGone: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === 'ENOENT') await onGone();
      else if (!path.endsWith(sep + LOST_AND_FOUND)) {
        this.#report(
          path,
          `cannot be searched: ${reasonOf(error)}`,
          'Give this user read permission, or exclude it with databases_glob.',
        );
      }
      return undefined;
    }
  }

  #report(path: BytePath, problem: string, hint: string): void {
    const shown = shownPath(path);
    this.problems.push({ path: shown, message: `${shown} ${problem}`, hint });
  }
}

/** The target of a link whose target is missing, through further links; `undefined` when it is no link. */
async function targetOf(link: BytePath): Promise<BytePath | undefined> {
  let target: BytePath | undefined;
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const from = target ?? link;
    const next = await readlink(bytesOf(from), { encoding: 'latin1' }).catch(() => undefined);
    if (next === undefined) break;
    target = await realPathOfMissing(resolve(dirname(from), next));
  }
  return target;
}

/** The path that a missing file had while it existed. */
async function realPathOfMissing(path: BytePath): Promise<BytePath> {
  const folder = dirname(path);
  if (folder === path) return path;
  const real = await realpath(bytesOf(folder), { encoding: 'latin1' }).catch(() => realPathOfMissing(folder));
  return join(real, basename(path));
}

function join(folder: BytePath, name: BytePath): BytePath {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
