// Loaded into a process of the product before its own code, see LiveMemory: on a signal it reports how much memory is in
// use after a collection.
import { renameSync, writeFileSync } from 'node:fs';

const path = process.env['LIVE_MEMORY'] ?? '';

process.on('SIGUSR2', () => {
  // Objects freed by the first collection may have kept others alive.
  for (let round = 0; round < 2; round += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${path}.new`, String(heapUsed + external));
  renameSync(`${path}.new`, path);
});
