import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const EXPERIMENTS = [
  'create',
  'restore',
  'verify',
  'memory',
  'writer-wal',
  'writer-rollback',
  'scratch',
  'levels',
  'incremental',
] as const;
export type Experiment = (typeof EXPERIMENTS)[number];

export interface BenchOptions {
  /** Nominal sizes in 10⁶ bytes, ascending. */
  readonly sizesMb: readonly number[];
  readonly runs: number;
  readonly experiments: readonly Experiment[];
  /** Keeps the databases for the next run, and temporary files. */
  readonly directory: string;
  readonly out: string;
  /** Measure databases above 1 GB in every experiment. */
  readonly everything: boolean;
}

export const USAGE = `usage: npm run lab -- bench [options]
  --sizes 100,1000,5000   databases, in megabytes
  --runs 5                rounds of each measurement
  --only NAME,...         ${EXPERIMENTS.join(', ')}
  --directory DIR         room for the work: about four times the largest size; databases stay there for the next run
  --out FILE              the report (docs/benchmarks.md); its plots go to images/ beside it
  --everything            above 1000 MB too, where else only what depends on the size is measured
`;

/** @throws Error on an invalid argument */
export function benchOptions(argv: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sizes: { type: 'string', default: '100,1000,5000' },
      runs: { type: 'string', default: '5' },
      only: { type: 'string', default: EXPERIMENTS.join(',') },
      directory: { type: 'string', default: join(tmpdir(), 'sqlite-backup-bench') },
      out: { type: 'string', default: 'docs/benchmarks.md' },
      everything: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const sizesMb = values.sizes.split(',').map((text) => wholeNumber('--sizes', text));
  return {
    sizesMb: [...new Set(sizesMb)].sort((left, right) => left - right),
    runs: wholeNumber('--runs', values.runs),
    experiments: values.only.split(',').map(experiment),
    directory: resolve(values.directory),
    out: resolve(values.out),
    everything: values.everything,
  };
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`${option}: ${JSON.stringify(text)} is not a whole number above 0`);
}

function experiment(name: string): Experiment {
  const found = EXPERIMENTS.find((candidate) => candidate === name);
  if (found === undefined) throw new Error(`--only: there is no ${name}, only ${EXPERIMENTS.join(', ')}`);
  return found;
}
