// npm run lab -- campaign:deltas: compares deltas with those of an independent writer; see docs/torture.md.
// Exits with 1 when one gives another database.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../campaign-options.ts';
import { formatDeltaCampaign, problemsOf, runDeltaCampaign } from './delta-campaign.ts';

const USAGE = `usage: npm run lab -- campaign:deltas [--databases N] [--states N] [--seed S] [--large]
  by default 200 databases with 5 states each; --large adds two of more than 1 GiB (6 GiB of disk space)`;

function optionsOf(argv: readonly string[]): { cases: number; steps: number; seed: number; large: boolean } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        databases: { type: 'string', default: '200' },
        states: { type: 'string', default: '5' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        large: { type: 'boolean', default: false },
      },
    });
    return {
      cases: wholeNumber('databases', values.databases, 0),
      steps: wholeNumber('states', values.states, 1),
      seed: wholeNumber('seed', values.seed, 0),
      large: values.large,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(`seed ${String(options.seed)}`);
  const folder = await mkdtemp(join(tmpdir(), 'backup-manager-deltas-'));
  try {
    const done = await runDeltaCampaign({ ...options, folder, say });
    process.stdout.write(`${formatDeltaCampaign(done)}\n`);
    return done.some((each) => problemsOf(each).length > 0) ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
