import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A stored restore point: what its own manifest and those below it say. */
export interface StoredPoint {
  readonly type: 'full' | 'diff' | 'incr';
  /** Of the full, the deltas in order, and this one. */
  readonly paths: readonly [string, ...string[]];
  readonly databaseSha256: string;
  readonly chain: string;
}

interface ManifestDocument {
  readonly type?: 'full' | 'diff' | 'incr';
  readonly chain?: string;
  readonly parent?: string;
  readonly filename: string;
  readonly database_sha256: string;
}

interface ShelvedChain {
  readonly paths: Set<string>;
  points: number;
  /** Restore points that are being checked. */
  pending: number;
}

/**
 * The stored files of a campaign's chains. They stay while a later backup may depend on them or a restore point of the
 * chain is being checked.
 */
export class ChainShelf {
  readonly #chains = new Map<string, ShelvedChain>();
  #newest = '';

  /** Reads the chain of a stored file from the manifests, as an operator does, and keeps its files. */
  async take(path: string): Promise<StoredPoint> {
    const manifest = await readManifest(path);
    const paths: [string, ...string[]] = [path];
    for (let { parent } = manifest; parent !== undefined;) {
      const below = join(dirname(path), parent);
      paths.unshift(below);
      parent = (await readManifest(below)).parent;
    }
    const chain = manifest.chain ?? manifest.filename;
    const shelved = this.#chains.get(chain) ?? { paths: new Set(), points: 0, pending: 0 };
    for (const member of paths) shelved.paths.add(member);
    shelved.points += 1;
    shelved.pending += 1;
    this.#chains.set(chain, shelved);
    // A full without page tables has no chain; the earlier chain goes on.
    if (manifest.chain !== undefined) this.#newest = chain;
    return { type: manifest.type ?? 'full', paths, databaseSha256: manifest.database_sha256, chain };
  }

  /** A restore point of the chain is checked. */
  release(chain: string): void {
    const shelved = this.#chains.get(chain);
    if (shelved !== undefined) shelved.pending -= 1;
  }

  /** Restore points of the chain that the next backup continues. */
  get pointsOfNewest(): number {
    return this.#chains.get(this.#newest)?.points ?? 0;
  }

  /** Removes the files of finished chains. Not while a backup is made: it may depend on one of them. */
  async sweep(): Promise<void> {
    for (const [chain, { paths, pending }] of this.#chains) {
      if (pending > 0 || chain === this.#newest) continue;
      this.#chains.delete(chain);
      const stored = [...paths].flatMap((path) =>
        ['', '.json', '.state.json'].map((suffix) => path + suffix),
      );
      await Promise.all(stored.map((path) => rm(path, { force: true })));
    }
  }
}

async function readManifest(path: string): Promise<ManifestDocument> {
  return JSON.parse(await readFile(`${path}.json`, 'utf8')) as ManifestDocument;
}
