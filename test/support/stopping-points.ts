import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './cli-process.ts';
import { isStopped } from './process-table.ts';

/**
 * `capturing`: something of a capture has been written; `removing`: a backup's data file has just been removed;
 * `replacing`: a part of a database has been replaced in place, in a transaction that is not committed.
 */
export type StoppingPoint = 'capturing' | 'removing' | 'replacing';

/** Has processes of the product stop themselves at chosen points of their work. */
export class StoppingPoints {
  readonly #directory: string;

  /** @param directory a new one, for what arms the points */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory);
  }

  /** What the processes have to be started with; those that they start in turn inherit it. */
  get env(): Readonly<Record<string, string>> {
    return {
      NODE_OPTIONS: `--import=${new URL('stop-itself.ts', import.meta.url).href}`,
      STOPPING_POINTS: this.#directory,
    };
  }

  /** The next process that comes to the point stops there; those after it go on. */
  arm(point: StoppingPoint): void {
    writeFileSync(join(this.#directory, point), '');
  }

  /** Resolves with its process id once a process stands still at a point that was armed. */
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
