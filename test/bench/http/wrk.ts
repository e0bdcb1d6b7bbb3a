import { runScript } from '../run-script.ts';

const CONNECTIONS = 64;
const LONGEST_SECONDS = 3600;
const MS_PER: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3, m: 60e3 };

/** What `wrk` saw of a server. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  /** Answers that were no success, and connections that failed or waited in vain. */
  readonly errors: number;
}

export async function hasWrk(): Promise<boolean> {
  return runScript('command -v wrk', {}).then(
    () => true,
    () => false,
  );
}

/** Asks as fast as it is answered, over 64 connections that are kept. */
export async function putLoad(url: string, seconds: number): Promise<Load> {
  return load(url, seconds, () => undefined);
}

/** The same until something else is done. */
export async function putLoadUntil(url: string, done: Promise<void>): Promise<Load> {
  return load(url, LONGEST_SECONDS, (pid) => {
    const stop = (): void => {
      // It ends its report then, as after its time.
      process.kill(pid, 'SIGINT');
    };
    void done.then(stop, stop);
  });
}

async function load(url: string, seconds: number, onStart: (pid: number) => void): Promise<Load> {
  const { stdout } = await runScript(
    'exec wrk -t1 -c"$CONNECTIONS" -d"$SECONDS_LONG"s --timeout 10s --latency "$URL"',
    { CONNECTIONS: String(CONNECTIONS), SECONDS_LONG: String(seconds), URL: url },
    onStart,
  );
  return loadOf(stdout);
}

function loadOf(report: string): Load {
  const [, number = 'NaN', unit = ''] = /^\s+99%\s+([\d.]+)(us|ms|s|m)$/m.exec(report) ?? [];
  const sockets = /Socket errors: (.*)$/m.exec(report)?.[1] ?? '';
  const failedSockets = [...sockets.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
  return {
    requestsPerSecond: Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(report)?.[1] ?? NaN),
    p99Ms: Number(number) * (MS_PER[unit] ?? NaN),
    errors: Number(/Non-2xx or 3xx responses: (\d+)/.exec(report)?.[1] ?? 0) + failedSockets,
  };
}
