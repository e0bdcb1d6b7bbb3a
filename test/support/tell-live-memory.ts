// Loaded into a process of the product before its own code, see LiveMemory: on a signal it says how much memory is
// taken by what is still in use.
import { renameSync, writeFileSync } from 'node:fs';

const path = process.env['LIVE_MEMORY'] ?? '';

process.on('SIGUSR2', () => {
  // What the first round lets go of may hold more.
  for (let round = 0; round < 2; round += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${path}.new`, String(heapUsed + external));
  renameSync(`${path}.new`, path);
});
