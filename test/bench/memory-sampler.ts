import { readFileSync } from 'node:fs';
import { ifStillThere, processTree } from './process-tree.ts';

const SAMPLE_INTERVAL_MS = 20;
const BYTES_PER_KIB = 1024;

/** Samples the private memory (`RssAnon`) of a process tree: mapped files belong to the page cache. */
export class MemorySampler {
  readonly #timer: NodeJS.Timeout;
  #peakBytes = 0;

  constructor(root: number) {
    this.#timer = setInterval(() => {
      this.#peakBytes = Math.max(this.#peakBytes, privateBytes(root));
    }, SAMPLE_INTERVAL_MS);
  }

  stop(): { readonly peakBytes: number } {
    clearInterval(this.#timer);
    return { peakBytes: this.#peakBytes };
  }
}

function privateBytes(root: number): number {
  const sizes = processTree(root).map((pid) => {
    const status = ifStillThere(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * BYTES_PER_KIB;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
