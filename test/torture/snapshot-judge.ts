import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CampaignFolder } from './campaign-folder.ts';
import type { TortureMode } from './torture-options.ts';

const CHECKER = fileURLToPath(new URL('torture_checker.py', import.meta.url));

export interface Case {
  readonly path: string;
  /** Acknowledged before the capture started. */
  readonly minimum_seq: number;
  /** The reported digest of the database. */
  readonly sha256?: string | undefined;
  /** The database itself at the end: its content is published. */
  readonly is_live?: boolean;
}

/** The number of a state and its place in the chain of states. */
export interface DatabaseState {
  readonly seq: number;
  readonly hash: string;
}

export interface Verdict extends DatabaseState {
  readonly reasons: readonly string[];
  /** False: no later state builds on it; it was lost with its writer. `null`: there is no later state. */
  readonly published: boolean | null;
}

/** One Python process that creates the database of a campaign and checks every snapshot of it. */
export class SnapshotJudge {
  readonly sqliteVersion: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string>,
    version: string,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.sqliteVersion = version;
  }

  static async start(
    python: string,
    env: NodeJS.ProcessEnv,
    folder: CampaignFolder,
    database: { readonly mode: TortureMode; readonly pageBytes: number },
  ): Promise<SnapshotJudge> {
    const options = ['--mode', database.mode, '--page-size', `${database.pageBytes}`];
    const child = spawn(python, [CHECKER, folder.database, folder.history, ...options], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { sqlite_version: version } = (await nextAnswer(lines)) as { sqlite_version: string };
    return new SnapshotJudge(child, lines, version);
  }

  async judge(question: Case): Promise<Verdict> {
    return (await this.#ask(question)) as Verdict;
  }

  /** Whether a state that was the last one at its check has a successor now. */
  async wasPublished({ seq, hash }: DatabaseState): Promise<boolean> {
    const { published } = (await this.#ask({ seq, hash })) as { published: boolean | null };
    return published === true;
  }

  end(): void {
    this.#child.stdin.end();
  }

  /** Requests are processed one after the other. */
  #ask(question: Case | DatabaseState): Promise<unknown> {
    const answer = this.#last.then(async () => {
      this.#child.stdin.write(`${JSON.stringify(question)}\n`);
      return nextAnswer(this.#lines);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

async function nextAnswer(lines: AsyncIterator<string>): Promise<unknown> {
  const line = await lines.next();
  if (line.done === true) throw new Error('the judge ended: see its message above');
  return JSON.parse(line.value);
}
