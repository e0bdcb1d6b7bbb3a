// npm run lab -- campaign:faults: kills the command line, fails its file-system calls, and examines the result.
// Exits with 1 when something was lost, torn, reported wrongly or left behind; see docs/faults.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../torture/random.ts';
import { folderOf, runScenario, type ScenarioReport } from './faults/fault-campaign.ts';
import { CHAIN_SCENARIOS } from './faults/chain-scenarios.ts';
import { SCENARIOS } from './faults/fault-scenarios.ts';
import { wholeNumber } from './campaign-options.ts';

const USAGE = `usage: npm run lab -- campaign:faults [--kills N] [--errors N] [--only PATTERN] [--seed S] [--short]
  N faults of each kind, divided among the commands; by default 660 kills and 660 failing calls, with --short 19 and 19`;
const WORKERS = 2;

interface Options {
  readonly kills: number;
  readonly errors: number;
  readonly only: RegExp;
  readonly seed: number;
}

function optionsOf(argv: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        kills: { type: 'string' },
        errors: { type: 'string' },
        only: { type: 'string', default: '' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        short: { type: 'boolean', default: false },
      },
    });
    if (process.platform !== 'linux') throw new Error('this runs on Linux only: it preloads a library');
    const usual = values.short ? '19' : '660';
    return {
      kills: wholeNumber('kills', values.kills ?? usual, 0),
      errors: wholeNumber('errors', values.errors ?? usual, 0),
      only: new RegExp(values.only),
      seed: wholeNumber('seed', values.seed, 0),
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

async function main(): Promise<number> {
  const { kills, errors, only, seed } = optionsOf(process.argv.slice(2));
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  say(`seed ${String(seed)}`);
  const scenarios = [...SCENARIOS, ...CHAIN_SCENARIOS].filter(({ name }) => only.test(name));
  const share = (count: number): number => Math.ceil(count / scenarios.length);
  const root = await mkdtemp(join(tmpdir(), 'backup-manager-faults-'));
  const random = new Random(seed);
  const waiting = scenarios.map((scenario) => ({ scenario, random: random.fork() }));
  const reports: ScenarioReport[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const surroundings = { root: folderOf(root, next.scenario), random: next.random, say };
      reports.push(
        await runScenario(next.scenario, { kills: share(kills), errors: share(errors) }, surroundings),
      );
    }
  };
  try {
    await Promise.all(Array.from({ length: WORKERS }, work));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  process.stdout.write(`${formatReports(reports)}\n`);
  return reports.some(({ results }) => results.some(({ problems }) => problems.length > 0)) ? 1 : 0;
}

function formatReports(reports: readonly ScenarioReport[]): string {
  const rows = [...reports, total(reports)].map(({ scenario, calls, results }) => {
    const killed = results.filter(({ fault }) => fault.action.startsWith('kill')).length;
    const wrong = results.filter(({ problems }) => problems.length > 0).length;
    return `| ${[scenario, calls, killed, results.length - killed, wrong].join(' | ')} |`;
  });
  return [
    '| command | calls | kills | failing calls | wrong |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function total(reports: readonly ScenarioReport[]): ScenarioReport {
  const calls = reports.reduce((sum, report) => sum + report.calls, 0);
  return { scenario: 'all', calls, results: reports.flatMap(({ results }) => results) };
}

process.exitCode = await main();
