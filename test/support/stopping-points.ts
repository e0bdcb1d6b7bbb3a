import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './cli-process.ts';
import { isStopped } from './process-table.ts';

/**
 * `capturing`: a part of a capture is written; `removing`: a backup's data file was just removed;
 * `placing`: a backup's data file just got its name; `replacing`: a part of a database was replaced in place, in an open
 * transaction.
 */
export type StoppingPoint = 'capturing' | 'removing' | 'placing' | 'replacing';

/** Makes processes of the product stop themselves at chosen points. */
export class StoppingPoints {
  readonly #directory: string;

  /** @param directory a new one, for the files that arm the points */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory);
  }

  /** The environment of the processes; their children inherit it. */
  get env(): Readonly<Record<string, string>> {
    return {
      NODE_OPTIONS: `--import=${new URL('stop-itself.ts', import.meta.url).href}`,
      STOPPING_POINTS: this.#directory,
    };
  }

  /** The next process at the point stops there; later ones do not. */
  arm(point: StoppingPoint): void {
    writeFileSync(join(this.#directory, point), '');
  }

  /** Resolves with the process id when a process has stopped at an armed point. */
  async reached(point: StoppingPoint): Promise<number> {
    const stoppedPid = (): number | undefined =>
      readdirSync(this.#directory)
        .filter((name) => name.startsWith(`${point}.`))
        .map((name) => Number(name.slice(point.length + 1)))
        .find(isStopped);
    await until(() => stoppedPid() !== undefined, `a process stands still: ${point}`);
    return stoppedPid() ?? 0;
  }
}
