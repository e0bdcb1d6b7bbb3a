import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { note } from '../note.ts';
import { createBackup, HEALTH, healthyBytes, withService } from './bench-service.ts';
import { putLoad, type Load } from './wrk.ts';

const BARE_KOA = fileURLToPath(new URL('bare-koa.ts', import.meta.url));
const WARM_UP_SECONDS = 3;

/** The same load on the service and on a minimal Koa application, in turns. */
export async function measureThroughput({
  runs,
  seconds,
}: {
  readonly runs: number;
  readonly seconds: number;
}): Promise<{ readonly service: readonly Load[]; readonly bareKoa: readonly Load[] }> {
  return withService({}, async (running) => {
    await createBackup(running);
    const bytes = await healthyBytes(running);
    return withBareKoa(bytes, async (bareUrl) => {
      const subjects = { service: running.url + HEALTH, bareKoa: bareUrl };
      const loads = { service: [] as Load[], bareKoa: [] as Load[] };
      for (const url of Object.values(subjects)) await putLoad(url, WARM_UP_SECONDS);
      for (let round = 1; round <= runs; round += 1) {
        const order = ['bareKoa', 'service'] as const;
        for (const name of round % 2 === 0 ? [...order].reverse() : order) {
          const load = await putLoad(subjects[name], seconds);
          loads[name].push(load);
          note(`  ${String(round)}/${String(runs)} ${name}: ${load.requestsPerSecond.toFixed(0)}/s`);
        }
      }
      return loads;
    });
  });
}

async function withBareKoa<Result>(bytes: number, use: (url: string) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, [BARE_KOA, String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    return await use(line.trim());
  } finally {
    child.kill();
  }
}
