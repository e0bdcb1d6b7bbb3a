import { once } from 'node:events';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type JournalMode = 'wal' | 'delete';

/** The writer's measurements since the last query. */
export interface CommitReport {
  readonly commits: number;
  readonly seconds: number;
  readonly longestMs: number;
  readonly p99Ms: number;
}

const PROGRAM = fileURLToPath(new URL('application.py', import.meta.url));

/** Another program, with another SQLite, that has the database open and writes on command. */
export class LiveApplication {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  private constructor(database: string, journalMode: JournalMode) {
    this.#process = spawn('python3', [PROGRAM, database, journalMode], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  static async start(database: string, journalMode: JournalMode): Promise<LiveApplication> {
    const application = new LiveApplication(database, journalMode);
    await application.#answer();
    return application;
  }

  /** Runs an action while an idle application has the database open, with frames in its WAL. */
  static async holding<Result>(database: string, action: () => Promise<Result>): Promise<Result> {
    const application = await LiveApplication.start(database, 'wal');
    try {
      return await action();
    } finally {
      await application.stop();
    }
  }

  async work(commitsPerSecond: number): Promise<void> {
    await this.#ask(`work ${commitsPerSecond}`);
  }

  async rest(): Promise<void> {
    await this.#ask('rest');
  }

  /** The writer's measurements during the action, and the action's result. */
  async during<Result>(
    action: () => Promise<Result>,
  ): Promise<{ readonly seen: CommitReport; readonly result: Result }> {
    await this.#ask('report');
    const result = await action();
    return { seen: JSON.parse(await this.#ask('report')) as CommitReport, result };
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.stdin.end();
    await ended;
  }

  async #ask(line: string): Promise<string> {
    this.#process.stdin.write(`${line}\n`);
    return this.#answer();
  }

  async #answer(): Promise<string> {
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error('the application has died');
    return answer.value;
  }
}
