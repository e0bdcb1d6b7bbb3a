import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf } from '../process-table.ts';
import type { PageWorld } from './page-world.ts';

const STEP_MS = 10;
const GIVE_UP_MS = 60_000;

/** A capture of the world's service that is stopped in its middle until it is released. */
export class CaptureBrake {
  readonly #pid: number;
  #isGone = false;

  private constructor(pid: number) {
    this.#pid = pid;
  }

  /**
   * Stops the first new process of the service early and releases it in short steps until a capture has written.
   * A process that ends without that was another task, such as a source probe.
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

  /** Releases it in short steps until the condition holds. */
  async inch(isSeen: () => Promise<boolean>): Promise<void> {
    if (!(await this.#inchUntil(isSeen))) throw new Error('it was not seen during the capture');
  }

  /** @returns false when the process has ended, or after a minute */
  async #inchUntil(isSeen: () => boolean | Promise<boolean>): Promise<boolean> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    while (!(await isSeen())) {
      if (performance.now() > giveUpMs || this.#isGone) return false;
      this.#signal('SIGCONT');
      await pause(STEP_MS);
      this.#signal('SIGSTOP');
      // Its last message is still on its way.
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
