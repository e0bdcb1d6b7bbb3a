import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ifStillThere, processTree } from './process-tree.ts';

const SAMPLE_INTERVAL_MS = 5;
const ARTIFACT = /\.db(\.gz|\.zst)?$/;
/** The manifest is part of the backup. */
const MANIFEST_ENDING = '.json';

/** Measures from outside what a capture writes before its backup is published. */
export class StagingWatch {
  readonly #stagingFolder: string;
  readonly #root: number;
  readonly #timer: NodeJS.Timeout;
  readonly #largest = new Map<string, number>();
  #scratchBytes = 0;
  #restarts = 0;

  constructor(root: number, backupDirectory: string) {
    this.#root = root;
    this.#stagingFolder = join(backupDirectory, '.state', 'staging');
    this.#timer = setInterval(() => this.#look(), SAMPLE_INTERVAL_MS);
  }

  /**
   * Ends the watch: returns the peak of bytes besides the artifact, and how often an artifact was started again.
   */
  stop(): { readonly scratchBytes: number; readonly restarts: number } {
    clearInterval(this.#timer);
    return {
      scratchBytes: this.#scratchBytes,
      restarts: this.#restarts + Math.max(0, this.#largest.size - 1),
    };
  }

  #look(): void {
    const names = ifStillThere(() => readdirSync(this.#stagingFolder)) ?? [];
    let scratchBytes = namelessBytes(this.#root);
    for (const name of names) {
      const size = statSync(join(this.#stagingFolder, name), { throwIfNoEntry: false })?.size;
      // It was published: this is no second start.
      if (size === undefined) continue;
      if (ARTIFACT.test(name)) this.#follow(name, size);
      else if (!name.endsWith(MANIFEST_ENDING)) scratchBytes += size;
    }
    this.#scratchBytes = Math.max(this.#scratchBytes, scratchBytes);
  }

  #follow(name: string, size: number): void {
    const largest = this.#largest.get(name) ?? 0;
    if (size < largest) this.#restarts += 1;
    this.#largest.set(name, size);
  }
}

/** Open files without a name, such as SQLite's temporary ones. */
function namelessBytes(root: number): number {
  let bytes = 0;
  for (const pid of processTree(root)) {
    for (const descriptor of ifStillThere(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const path = `/proc/${pid}/fd/${descriptor}`;
      const target = ifStillThere(() => readlinkSync(path)) ?? '';
      if (!target.endsWith(' (deleted)') || /^\/(memfd:|dev\/)/.test(target)) continue;
      bytes += ifStillThere(() => statSync(path).size) ?? 0;
    }
  }
  return bytes;
}
