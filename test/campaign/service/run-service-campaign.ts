// npm run lab -- campaign:service: sends months of health requests and captures to a service with one small database;
// prints its memory. See docs/service.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ServiceProcess } from '../../support/service-process.ts';
import { execute } from '../../support/writers.ts';
import { driveService, inMegabytes, megabytes } from './drive-service.ts';

const USAGE = 'usage: npm run lab -- campaign:service [--requests 10000] [--captures 200]';
const SLICES = 20;
/** The captures of an hour with a schedule of one per minute, each with its retention and health report. */
const CAPTURES_OF_AN_HOUR = 60;
/** The memory limit of an idle service with one database. */
const BAR_BYTES = 110e6;
/** The service frees memory only when it is idle. */
const SETTLE_MS = 15_000;

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function optionsOf(argv: readonly string[]): { readonly requests: number; readonly captures: number } {
  try {
    const options = {
      requests: { type: 'string', default: '10000' },
      captures: { type: 'string', default: '200' },
    } as const;
    const { values } = parseArgs({ args: [...argv], options });
    const wholeNumber = (name: 'requests' | 'captures'): number => {
      if (/^\d{1,7}$/.test(values[name])) return Number(values[name]);
      throw new Error(`--${name} is a whole number, not ${values[name]}`);
    };
    return { requests: wholeNumber('requests'), captures: wholeNumber('captures') };
  } catch (error) {
    note(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const { requests, captures } = optionsOf(process.argv.slice(2));
  const folder = await mkdtemp(join(tmpdir(), 'backup-manager-service-'));
  try {
    await execute(join(folder, 'app.db'), 'CREATE TABLE item (name TEXT)', "INSERT INTO item VALUES ('one')");
    const service = await ServiceProcess.start({
      cwd: folder,
      // As installed, but with fewer log lines.
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_LOG_LEVEL: 'warn' },
    });
    try {
      await pause(SETTLE_MS);
      const atStart = service.memory();
      await driveService(service, { requests: 0, captures: CAPTURES_OF_AN_HOUR, slices: 1 }, note);
      await pause(SETTLE_MS);
      const afterHour = service.memory();
      const report = await driveService(service, { requests, captures, slices: SLICES }, note);
      await pause(SETTLE_MS);
      const { growth, seconds } = report;
      const lines = [
        `idle after the start: ${megabytes(atStart)}`,
        `idle after an hour of a schedule: ${megabytes(afterHour)} (at most ${inMegabytes(BAR_BYTES)} MB)`,
        `after ${String(requests)} health requests and ${String(captures)} captures in ${seconds.toFixed(0)} s: ` +
          megabytes(service.memory()),
        `growth from the early to the late ones: RSS ${inMegabytes(growth.rssBytes)} MB, ` +
          `of it private ${inMegabytes(growth.privateBytes)} MB`,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      process.exitCode = afterHour.rssBytes > BAR_BYTES ? 1 : 0;
    } finally {
      await service.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
