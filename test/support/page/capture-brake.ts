import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf } from '../process-table.ts';
import type { PageWorld } from './page-world.ts';

const STEP_MS = 10;
const GIVE_UP_MS = 60_000;

/** A capture of the world's service that was met at work and stands still until it is let go. */
export class CaptureBrake {
  readonly #pid: number;
  #isGone = false;

  private constructor(pid: number) {
    this.#pid = pid;
  }

  /**
   * Stops the first process that the service starts, before it has come far, and lets it go a little at a time until a
   * capture has written something. A process that ends without that was another's, such as a look at a source.
   */
  static async pull(world: PageWorld): Promise<CaptureBrake> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    while (performance.now() < giveUpMs) {
      const [pid] = childrenOf(world.service.pid, '');
      if (pid === undefined) {
        await pause(1);
        continue;
      }
      const brake = new CaptureBrake(pid);
      brake.#signal('SIGSTOP');
      if (await brake.#inchUntil(() => stagedBytes(world.stagingPath) > 0)) return brake;
    }
    throw new Error('no capture was met at work');
  }

  /** Lets it go a little at a time until something is to be seen. */
  async inch(isSeen: () => Promise<boolean>): Promise<void> {
    if (!(await this.#inchUntil(isSeen))) throw new Error('it was not seen during the capture');
  }

  /** @returns whether it was seen; not when the process is gone, or after a minute */
  async #inchUntil(isSeen: () => boolean | Promise<boolean>): Promise<boolean> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    while (!(await isSeen())) {
      if (performance.now() > giveUpMs || this.#isGone) return false;
      this.#signal('SIGCONT');
      await pause(STEP_MS);
      this.#signal('SIGSTOP');
      // What it has told is on its way.
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
