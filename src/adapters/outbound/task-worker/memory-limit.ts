import { Worker } from 'node:worker_threads';

export interface MemoryLimit {
  readonly limitBytes: number;
}

/**
 * Kills this process soon after its memory exceeds the limit, with a message on stderr, even while a native call
 * blocks it: for a child that reads data that may be hostile.
 */
export function limitMemory(limitBytes: number): void {
  // tsc does not rewrite file names in URLs.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workerData: MemoryLimit = { limitBytes };
  new Worker(new URL(`./memory-limit-worker.${ending}`, import.meta.url), { workerData }).unref();
}
