// npm run lab -- bench:http: health requests per second of the service, compared with a minimal Koa application and
// during a capture, and its start time; prints a report. Needs wrk and a quiet machine.
import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeMachine } from '../machine.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { note } from '../note.ts';
import { spreadOf, ratioOf, type Spread } from '../statistics.ts';
import { measureCapture, type CaptureLoad } from './measure-capture.ts';
import { measureStart } from './measure-start.ts';
import { measureThroughput } from './measure-throughput.ts';
import { hasWrk, type Load } from './wrk.ts';

const USAGE = `usage: npm run lab -- bench:http [options]
  --runs 5            rounds
  --seconds 8         of load in each
  --size 1000         megabytes of the database that is captured meanwhile
  --directory DIR     where databases are kept for the next time; npm run lab -- bench uses the same
`;

function optionsOf(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        runs: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '8' },
        size: { type: 'string', default: '1000' },
        directory: { type: 'string', default: join(tmpdir(), 'sqlite-backup-bench') },
      },
    });
    const numberOf = (name: 'runs' | 'seconds' | 'size'): number => {
      if (/^[1-9]\d{0,5}$/.test(values[name])) return Number(values[name]);
      throw new Error(`--${name}: ${values[name]} is not a whole number above 0`);
    };
    const [runs, seconds, sizeMb] = [numberOf('runs'), numberOf('seconds'), numberOf('size')];
    return { runs, seconds, sizeMb, directory: resolve(values.directory) };
  } catch (error) {
    note(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (!(await hasWrk())) {
    note('wrk is missing, so nothing is measured. On Debian and Ubuntu: apt-get install wrk');
    return;
  }
  const { hardware, versions, measuredAt } = await describeMachine(tmpdir(), new Map());
  const throughput = await measureThroughput(options);
  const captures = await measureCapture(options);
  const starts = await measureStart(options.runs);
  const report = [
    `${measuredAt}, ${hardware}; ${versions}. Medians of ${String(options.runs)} rounds (least to most).`,
    throughputTable(throughput, captures),
    `Start to the first answered \`/ping\`: ${told(spreadOf(starts), 0)} ms.`,
  ];
  process.stdout.write(`${report.join('\n\n')}\n`);
}

function throughputTable(
  { service, bareKoa }: Awaited<ReturnType<typeof measureThroughput>>,
  captures: readonly CaptureLoad[],
): string {
  const rates = (loads: readonly Load[]): readonly number[] =>
    loads.map(({ requestsPerSecond }) => requestsPerSecond);
  const row = (what: string, loads: readonly Load[], ratio: string): readonly string[] => [
    what,
    told(spreadOf(rates(loads)), 0),
    told(spreadOf(loads.map(({ p99Ms }) => p99Ms)), 1),
    String(loads.reduce((sum, { errors }) => sum + errors, 0)),
    ratio,
  ];
  const seconds = told(spreadOf(captures.map(({ captureSeconds }) => captureSeconds)), 1);
  return markdownTable(
    ['what answers', 'requests/s', 'p99, ms', 'errors', 'of bare Koa'],
    [
      row('a bare Koa application', bareKoa, ''),
      row('the service', service, told(ratioOf(rates(service), rates(bareKoa)), 2)),
      row(`the service during captures of ${seconds} s`, captures, ''),
    ],
    1,
  );
}

function told({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}

await main();
