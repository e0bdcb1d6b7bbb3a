import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ResidentMemory, ServiceProcess } from '../../support/service-process.ts';

const CONNECTIONS = 8;
/** The first slices fill what is filled once: compiled code, pools, the newest jobs. */
const WARM_UP_SHARE = 0.3;
const LATE_SHARE = 0.3;
/** Rate limits allow each caller few captures a minute, so a campaign needs many callers. */
const CALLERS = 250;

export interface DrivePlan {
  readonly requests: number;
  readonly captures: number;
  /** Number of equal parts of the work; memory is measured after each. */
  readonly slices: number;
}

export interface DriveReport {
  readonly idle: ResidentMemory;
  readonly samples: readonly ResidentMemory[];
  /** Growth: median of the last slices minus the median after the warm-up. */
  readonly growth: ResidentMemory;
  readonly seconds: number;
}

/**
 * Sends health requests and captures to a service with one database, and measures its memory.
 * @throws Error on an unexpected response
 */
export async function driveService(
  service: ServiceProcess,
  plan: DrivePlan,
  note: (text: string) => void = () => undefined,
): Promise<DriveReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const begunMs = performance.now();
  const idle = service.memory();
  const samples: ResidentMemory[] = [];
  try {
    for (let slice = 1; slice <= plan.slices; slice += 1) {
      const part = (whole: number): number => shareOf(whole, slice, plan.slices);
      await Promise.all([
        askForHealth(service.url, agent, part(plan.requests)),
        capture(service.url, part(plan.captures), shareUpTo(plan.captures, slice - 1, plan.slices)),
      ]);
      const memory = service.memory();
      samples.push(memory);
      note(`${String(slice)}/${String(plan.slices)}: ${megabytes(memory)}`);
    }
  } finally {
    agent.destroy();
  }
  return { idle, samples, growth: growthOf(samples), seconds: (performance.now() - begunMs) / 1000 };
}

export function megabytes({ rssBytes, privateBytes }: ResidentMemory): string {
  return `RSS ${inMegabytes(rssBytes)} MB, of it private ${inMegabytes(privateBytes)} MB`;
}

export function inMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

async function askForHealth(url: string, agent: Agent, count: number): Promise<void> {
  let left = count;
  const askOn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await expectAnswer(`${url}/api/backup/health`, { agent }, [200, 503]);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askOn));
}

async function capture(url: string, count: number, before: number): Promise<void> {
  for (let number = before; number < before + count; number += 1) {
    const localAddress = `127.0.0.${String(2 + (number % CALLERS))}`;
    await expectAnswer(`${url}/api/backup/create`, { method: 'POST', localAddress }, [201]);
  }
}

function expectAnswer(
  url: string,
  options: { readonly agent?: Agent; readonly method?: string; readonly localAddress?: string },
  statuses: readonly number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      const { statusCode = 0 } = response;
      text(response).then((body) => {
        if (statuses.includes(statusCode)) resolve();
        else reject(new Error(`${url} answered ${String(statusCode)}: ${body}`));
      }, reject);
    })
      .on('error', reject)
      .end();
  });
}

function shareUpTo(whole: number, part: number, parts: number): number {
  return Math.round((whole * part) / parts);
}

function shareOf(whole: number, part: number, parts: number): number {
  return shareUpTo(whole, part, parts) - shareUpTo(whole, part - 1, parts);
}

function growthOf(samples: readonly ResidentMemory[]): ResidentMemory {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const few = Math.max(1, Math.round(samples.length * LATE_SHARE));
  const early = warm.slice(0, few);
  const late = warm.slice(-few);
  const grown = (of: (memory: ResidentMemory) => number): number =>
    median(late.map(of)) - median(early.map(of));
  return {
    rssBytes: grown(({ rssBytes }) => rssBytes),
    privateBytes: grown(({ privateBytes }) => privateBytes),
  };
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((left, right) => left - right);
  const middle = (ordered.length - 1) / 2;
  return ((ordered[Math.floor(middle)] ?? NaN) + (ordered[Math.ceil(middle)] ?? NaN)) / 2;
}
