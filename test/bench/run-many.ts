import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MemorySampler } from './memory-sampler.ts';
import { processTree } from './process-tree.ts';

// npm run lab -- bench:many --count 1000 --directory /a/disk/with/room
// Backs up many small databases in one run of the built program and prints the cost.

const CLI = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url));
const ROWS = 200;
/** One database in this many is large. */
const ONE_LARGE_IN = 100;
const LARGE_FACTOR = 100;
const BYTES_PER_MIB = 1024 ** 2;

interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
  /** Concurrent processes, the first one included. */
  readonly mostProcesses: number;
  readonly outcomes: readonly { readonly verified?: boolean; readonly error?: unknown }[];
  readonly exitCode: number | null;
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    directory: { type: 'string', default: tmpdir() },
  },
});

const count = Number(values.count);
const folder = mkdtempSync(join(values.directory, 'bench-many-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});

makeDatabases(join(folder, 'tenants'), count);
const config = join(folder, 'settings.json');
writeFileSync(
  config,
  JSON.stringify({ databases_directory: 'tenants', backup_dir: 'backup', log_file: null, min_free_mb: 0 }),
);
report('first run', await measure('create', '--config', config, '--json', '--quiet'));
report('second run', await measure('create', '--config', config, '--json', '--quiet'));

function makeDatabases(directory: string, howMany: number): void {
  for (let index = 0; index < howMany; index += 1) {
    const home = join(directory, String(index % 10));
    mkdirSync(home, { recursive: true });
    const database = new DatabaseSync(join(home, `tenant-${index}.db`));
    const rows = index % ONE_LARGE_IN === 0 ? ROWS * LARGE_FACTOR : ROWS;
    database.exec(`${index % 2 === 0 ? 'PRAGMA journal_mode = wal;' : ''} PRAGMA synchronous = off;
      CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
      WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
      INSERT INTO item SELECT id, hex(randomblob(50)) FROM n;`);
    database.close();
  }
}

async function measure(...argv: readonly string[]): Promise<Measured> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  const memory = new MemorySampler(child.pid ?? 0);
  let mostProcesses = 0;
  const counter = setInterval(() => {
    mostProcesses = Math.max(mostProcesses, processTree(child.pid ?? 0).length);
  }, 50);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(counter);
  const { peakBytes } = memory.stop();
  const outcomes = JSON.parse(stdout) as Measured['outcomes'];
  return { seconds: (performance.now() - startedMs) / 1000, peakBytes, mostProcesses, outcomes, exitCode };
}

function report(what: string, { seconds, peakBytes, mostProcesses, outcomes, exitCode }: Measured): void {
  const good = outcomes.filter(({ verified }) => verified === true).length;
  process.stdout.write(
    `${what}: ${String(good)} of ${String(count)} verified (exit ${String(exitCode)}) in ${seconds.toFixed(1)} s, ` +
      `${((1000 * seconds) / count).toFixed(0)} ms each; ${(peakBytes / BYTES_PER_MIB).toFixed(0)} MiB and ` +
      `${String(mostProcesses)} processes at most, on ${String(availableParallelism())} cores\n`,
  );
  if (good !== count || exitCode !== 0) process.exitCode = 1;
}
