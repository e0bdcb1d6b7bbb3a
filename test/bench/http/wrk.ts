import { runScript } from '../run-script.ts';

const CONNECTIONS = 64;
const LONGEST_SECONDS = 3600;
const MS_PER: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3, m: 60e3 };

/** The results of `wrk`. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  /** Failed responses, and connections that failed or timed out. */
  readonly errors: number;
}

export async function hasWrk(): Promise<boolean> {
  return runScript('command -v wrk', {}).then(
    () => true,
    () => false,
  );
}

/** Sends requests without pause over 64 persistent connections. */
export async function putLoad(url: string, seconds: number): Promise<Load> {
  return load(url, seconds, () => undefined);
}

/** The same until another action is done. */
export async function putLoadUntil(url: string, done: Promise<void>): Promise<Load> {
  return load(url, LONGEST_SECONDS, (pid) => {
    const stop = (): void => {
      // It prints its report then, as at the end of its time.
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
