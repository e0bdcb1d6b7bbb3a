import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { MemoryLimit } from './memory-limit.ts';
import { MIB } from '../../../domain/units.ts';

/** SQLite can fill a gigabyte a second; a check takes 10 µs. */
const INTERVAL_MS = 25;
const STDERR = 2;

const { limitBytes } = workerData as MemoryLimit;

setInterval(() => {
  if (process.memoryUsage.rss() <= limitBytes) return;
  // process.stderr of a worker goes through the main thread, which is blocked.
  writeSync(STDERR, `it used more than ${String(Math.round(limitBytes / MIB))} MiB of memory\n`);
  process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);
