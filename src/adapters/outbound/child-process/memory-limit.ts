import { Worker } from 'node:worker_threads';

/** What the watching thread is told. */
export interface MemoryLimit {
  readonly limitBytes: number;
}

/**
 * Kills this process, with a word on stderr, soon after its resident memory exceeds the limit, even while a native
 * call blocks it: for a child that does one task on data which nobody vouches for.
 */
export function limitMemory(limitBytes: number): void {
  // tsc does not rewrite names in URLs.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workerData: MemoryLimit = { limitBytes };
  new Worker(new URL(`./memory-limit-worker.${ending}`, import.meta.url), { workerData }).unref();
}
