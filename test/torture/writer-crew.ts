import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CampaignFolder } from './campaign-folder.ts';
import type { Random } from './random.ts';
import type { CampaignPlan } from './torture-options.ts';

const WRITER = fileURLToPath(new URL('torture_writer.py', import.meta.url));
const FAREWELL_MS = 15_000;
const KILL_ALL_SHARE = 0.15;

export interface CrewTools {
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  readonly random: Random;
}

/** The writers of a campaign: killed at random times and started again until they are stopped. */
export class WriterCrew {
  /** Writers that ended by themselves. */
  readonly problems: string[] = [];
  kills = 0;
  readonly #plan: CampaignPlan;
  readonly #folder: CampaignFolder;
  readonly #tools: CrewTools;
  readonly #living = new Map<number, ChildProcess>();
  readonly #stopping = new AbortController();
  #started = 0;
  #killing: Promise<void> = Promise.resolve();

  constructor(plan: CampaignPlan, folder: CampaignFolder, tools: CrewTools) {
    this.#plan = plan;
    this.#folder = folder;
    this.#tools = tools;
  }

  start(): void {
    for (let writer = 0; writer < this.#plan.writers; writer += 1) this.#startWriter(writer);
    this.#killing = this.#killAndReplace();
  }

  /** Lets every writer finish its transaction. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#killing;
    await Promise.all(
      [...this.#living.values()].map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
        await ended;
        clearTimeout(timer);
      }),
    );
  }

  async #killAndReplace(): Promise<void> {
    const { random } = this.#tools;
    while (await this.#rest(random.between(300, 2500))) {
      const writers = [...this.#living.keys()];
      const all = random.next() < KILL_ALL_SHARE;
      const victims = all ? writers : writers.slice(Math.floor(random.next() * writers.length)).slice(0, 1);
      for (const writer of victims) {
        this.#living.get(writer)?.kill('SIGKILL');
        this.#living.delete(writer);
        this.kills += 1;
      }
      // For a while no process rolls back the transaction of the dead one.
      if (!(await this.#rest(random.between(0, all ? 1500 : 500)))) return;
      for (const writer of victims) this.#startWriter(writer);
    }
  }

  /** False when it is time to stop. */
  async #rest(ms: number): Promise<boolean> {
    const { signal } = this.#stopping;
    return pause(ms, true, { signal }).catch(() => false);
  }

  #startWriter(writer: number): void {
    const { database, board, history } = this.#folder;
    const { python, env } = this.#tools;
    const { mode, seed, types } = this.#plan;
    this.#started += 1;
    const parent = ['--parent', `${process.pid}`];
    const common = ['--writer', `${writer}`, '--mode', mode, ...parent, '--seed', `${seed + this.#started}`];
    // With types: changes in few places, so that deltas are worth it.
    const options = types ? [...common, '--local'] : common;
    const child = spawn(python, [WRITER, database, board, history, ...options], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#living.set(writer, child);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('close', (exitCode, signal) => {
      if (this.#living.get(writer) !== child) return;
      this.#living.delete(writer);
      // A writer that has just started is ended by SIGTERM itself.
      if (this.#stopping.signal.aborted && (exitCode === 0 || signal === 'SIGTERM')) return;
      this.problems.push(
        `writer ${writer} ended by ${signal ?? exitCode ?? '?'}: ${stderr.trim().slice(-500)}`,
      );
    });
  }
}
