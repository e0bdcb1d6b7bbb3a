import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../cli-process.ts';
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

  /** Stops the first capture that has written something. */
  static async pull(world: PageWorld): Promise<CaptureBrake> {
    await until(() => stagedBytes(world.stagingPath) > 0, 'a capture has written something');
    const [pid] = childrenOf(world.service.pid, '');
    if (pid === undefined) throw new Error('the capture was over before it could be stopped');
    const brake = new CaptureBrake(pid);
    brake.#signal('SIGSTOP');
    return brake;
  }

  /** Lets it go a little at a time until something is to be seen. */
  async inch(isSeen: () => Promise<boolean>): Promise<void> {
    const giveUpMs = performance.now() + GIVE_UP_MS;
    while (!(await isSeen())) {
      if (performance.now() > giveUpMs || this.#isGone) throw new Error('it was not seen during the capture');
      this.#signal('SIGCONT');
      await pause(STEP_MS);
      this.#signal('SIGSTOP');
      // What it has told is on its way.
      await pause(STEP_MS * 10);
    }
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
