import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sqlite3 } from '../../e2e/stored-content.ts';
import type { Random } from '../../torture/random.ts';
import { Workspace, type CreatedDocument } from '../../e2e/workspace.ts';

/** How the clock of a process is changed. */
export interface Clock {
  /** Path of libfaketime. */
  readonly library: string;
  readonly shift: string;
}

interface Created extends CreatedDocument {
  readonly copies: readonly { readonly store: string; readonly result: string }[];
}

interface Listed {
  readonly filename: string;
  readonly verified: boolean;
}

const KILLED_SHARE = 0.25;
const LONGEST_RUN_MS = 1500;
/** More than one part of an upload. */
const CONTENT_BYTES = 11_000_000;

/** One host with a database that changes before each capture. */
export class CampaignHost {
  readonly name: string;
  readonly problems: string[] = [];
  readonly #base: Workspace;
  #workspace: Workspace;
  readonly #database: string;
  readonly #random: Random;
  #made = 0;
  #killed = 0;
  /** The counter in the newest backup that was reported. */
  #reported = 0;

  constructor(name: string, store: object, clock: Clock | undefined, random: Random) {
    this.name = name;
    this.#random = random;
    this.#base = Workspace.create().with({
      env: {
        BACKUP_HOST_NAME: name,
        BACKUP_STORES: JSON.stringify([store]),
        BACKUP_MAX_BACKUP_FILES: '4',
        BACKUP_KEEP_DAYS: '1',
        BACKUP_COMPRESSION: 'none',
      },
    });
    this.#workspace = withClock(this.#base, clock);
    this.#database = this.#base.path('app.db');
    sqlite3(
      this.#database,
      `PRAGMA journal_mode = wal; CREATE TABLE t (n); CREATE TABLE b AS SELECT randomblob(${String(CONTENT_BYTES)});`,
    );
  }

  async run(captures: number): Promise<void> {
    for (let round = 1; round <= captures; round += 1) {
      sqlite3(this.#database, `INSERT INTO t VALUES (${String(round)})`);
      if (this.#random.next() < KILLED_SHARE) await this.#killedRun();
      else await this.#completeRun(round);
    }
  }

  /** One more run: it sweeps what the killed ones left. Then every store has what it should. */
  async settle(clock: Clock): Promise<void> {
    this.#workspace = withClock(this.#base, clock);
    sqlite3(this.#database, 'INSERT INTO t VALUES (-1)');
    this.#note(await this.#workspace.document<Created>('create', this.#database), -1);
    await this.#workspace.document('sync');
  }

  async check(others: readonly CampaignHost[]): Promise<void> {
    const own = await this.#names();
    if (new Set(own).size !== own.length) this.#wrong(`listed twice: ${own.join(' ')}`);
    for (const other of others) {
      const seen = await this.#names('--host', other.name);
      const theirs = await other.#names();
      if (seen.join() !== theirs.join()) this.#wrong(`sees other backups of ${other.name} than itself`);
      if (own.some((filename) => theirs.includes(filename))) this.#wrong('has a backup of another host');
    }
    const target = this.#base.path('restored.db');
    const flags = ['--store', 'offsite', '--database', 'app', '--latest', '--to', target];
    const restored = await this.#workspace.run('restore', ...flags, '--json');
    if (restored.exitCode !== 0) {
      this.#wrong(`cannot restore: ${restored.stderr}${restored.stdout}`);
      return;
    }
    const counters = sqlite3(target, 'SELECT count(*), min(n) FROM t; PRAGMA integrity_check').trim();
    if (!counters.endsWith('|-1\nok')) this.#wrong(`restored ${counters}`);
  }

  summary(): string {
    return `${this.name}: ${String(this.#made)} captures, ${String(this.#killed)} killed, newest reported ${String(this.#reported)}`;
  }

  remove(): void {
    this.#base.remove();
  }

  async #completeRun(round: number): Promise<void> {
    const { exitCode, stdout, stderr } = await this.#workspace.run('create', this.#database, '--json');
    if (exitCode !== 0) {
      this.#wrong(`create ended ${String(exitCode)}: ${stderr}${stdout}`);
      return;
    }
    const created = JSON.parse(stdout) as Created;
    this.#note(created, round);
    const present = await this.#names();
    if (!present.includes(created.filename)) this.#wrong(`lost ${created.filename}`);
    const digest = createHash('sha256').update(readFileSync(created.path)).digest('hex');
    if (digest !== created.stored_sha256) this.#wrong(`${created.filename} differs`);
  }

  async #killedRun(): Promise<void> {
    const process = this.#workspace.start('create', this.#database, '--json');
    await pause(this.#random.next() * LONGEST_RUN_MS);
    try {
      process.kill('SIGKILL');
    } catch {
      // It ended before.
    }
    const { exitCode } = await process.ended;
    if (exitCode === null) this.#killed += 1;
    else this.#made += 1;
  }

  #note({ copies, filename }: Created, round: number): void {
    this.#made += 1;
    this.#reported = round;
    if (copies.some(({ result }) => result !== 'ok')) this.#wrong(`${filename} has not all copies`);
  }

  async #names(...flags: readonly string[]): Promise<readonly string[]> {
    const listed = await this.#workspace.document<readonly Listed[]>('list', '--store', 'offsite', ...flags);
    for (const { filename, verified } of listed) if (!verified) this.#wrong(`${filename} is not verified`);
    return listed.map(({ filename }) => filename);
  }

  #wrong(problem: string): void {
    this.problems.push(`${this.name}: ${problem}`);
  }
}

function withClock(workspace: Workspace, clock: Clock | undefined): Workspace {
  return clock === undefined
    ? workspace
    : workspace.with({
        env: { LD_PRELOAD: clock.library, FAKETIME: clock.shift, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
      });
}
