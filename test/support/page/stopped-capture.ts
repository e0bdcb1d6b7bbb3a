import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf } from '../process-table.ts';
import type { PageWorld } from './page-world.ts';

const STEP_MS = 10;
const GIVE_UP_MS = 60_000;

/** A running capture of the service. Its process is stopped until `release`. */
export class StoppedCapture {
  readonly #pid: number;
  #isGone = false;

  private constructor(pid: number) {
    this.#pid = pid;
  }

  /**
   * Stops the first new child process of the service and continues it in short steps until it has written to staging.
   * A process that ends before was another task, such as a source probe.
   */
  static async stop(world: PageWorld): Promise<StoppedCapture> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    while (performance.now() < giveUpMs) {
      const [pid] = childrenOf(world.service.pid, '');
      if (pid === undefined) {
        await pause(1);
        continue;
      }
      const capture = new StoppedCapture(pid);
      capture.#signal('SIGSTOP');
      if (await capture.#stepUntil(() => stagedBytes(world.stagingPath) > 0)) return capture;
    }
    throw new Error('no capture started within the time limit');
  }

  /** Continues the capture in short steps until the condition holds. */
  async continueUntil(condition: () => Promise<boolean>): Promise<void> {
    if (!(await this.#stepUntil(condition)))
      throw new Error('the capture ended before the condition was true');
  }

  /** @returns false when the process ended first, or after a minute */
  async #stepUntil(condition: () => boolean | Promise<boolean>): Promise<boolean> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    while (!(await condition())) {
      if (performance.now() > giveUpMs || this.#isGone) return false;
      this.#signal('SIGCONT');
      await pause(STEP_MS);
      this.#signal('SIGSTOP');
      // The service may still receive the last message of the process.
      await pause(STEP_MS * 10);
    }
    return true;
  }

  release(): void {
    this.#signal('SIGCONT');
  }

  #signal(name: NodeJS.Signals): void {
    try {
      process.kill(this.#pid, name);
    } catch {
      this.#isGone = true;
    }
  }
}

function stagedBytes(folder: string): number {
  try {
    return readdirSync(folder)
      .filter((name) => !name.endsWith('.probe'))
      .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  } catch {
    return 0;
  }
}
