import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  NativeDatabaseSnapshotter,
  SqlJsDatabaseSnapshotter,
} from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { readPageTable } from '../../../src/adapters/outbound/sqlite-file/page-table-file.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import type {
  ChangesRequest,
  DatabaseSnapshotter,
} from '../../../src/application/ports/database-snapshotter.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import type { DeltaCase, DeltaStep } from './delta-case.ts';

const run = promisify(execFile);
const fileBeside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const APPLICATION = fileBeside('change_database.py');
const ORACLE = fileBeside('oracle_delta.py');
const NO_LIMIT = 2 ** 40;

export interface StepResult {
  readonly type: 'diff' | 'incr';
  /** 0 where nothing changed. */
  readonly frames: number;
  readonly pages: number;
  readonly problems: readonly string[];
}

/** Captures the states of one database as deltas, and compares each with the delta of the oracle. */
export class DeltaTrial {
  readonly #found: DeltaCase;
  readonly #folder: string;
  readonly #snapshotter: DatabaseSnapshotter;

  /** @param folder a new one for the files of the trial */
  constructor(found: DeltaCase, folder: string) {
    this.#found = found;
    this.#folder = folder;
    const worker = new TaskProcess(taskWorkerPath());
    this.#snapshotter =
      found.engine === 'native'
        ? new NativeDatabaseSnapshotter(worker)
        : new SqlJsDatabaseSnapshotter(worker);
  }

  async run(): Promise<readonly StepResult[]> {
    await mkdir(this.#folder);
    await this.#createDatabase();
    await this.#capture({});
    await rename(this.#path('artifact'), this.#path('full.db'));
    await rename(this.#path('artifact.pages'), this.#path('full.tbl'));
    await copyFile(this.#path('full.db'), this.#path('last.db'));
    await copyFile(this.#path('full.tbl'), this.#path('last.tbl'));
    const results: StepResult[] = [];
    for (const [index, step] of this.#found.steps.entries()) {
      await this.#change(step, this.#found.seed + index);
      results.push(await this.#compare(step));
    }
    await rm(this.#folder, { recursive: true });
    return results;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  async #createDatabase(): Promise<void> {
    const { seed, pageSize, encoding, autoVacuum, journalMode, contentBytes, reservedBytes } = this.#found;
    const facts = [pageSize, encoding, autoVacuum, journalMode, contentBytes].map(String);
    await run('python3', [APPLICATION, this.#path('app.db'), String(seed), 'create', ...facts]);
    if (reservedBytes === 0) return;
    await run('sqlite3', [
      this.#path('app.db'),
      `.filectrl reserve_bytes ${String(reservedBytes)}`,
      'VACUUM',
    ]);
  }

  async #change({ actions, leavesLog, files }: DeltaStep, seed: number): Promise<void> {
    const database = this.#path('app.db');
    await run('python3', [APPLICATION, database, String(seed), leavesLog ? 'leave' : 'close', ...actions]);
    if (files === 'without index') await rm(`${database}-shm`, { force: true });
    if (files === 'another inode') {
      await copyFile(database, `${database}.new`);
      await rename(`${database}.new`, database);
    }
    if (files !== 'restored') return;
    await Promise.all(['-wal', '-shm', '-journal'].map((suffix) => rm(database + suffix, { force: true })));
    await copyFile(this.#path('full.db'), database);
  }

  async #capture(
    changes: Partial<ChangesRequest['changes']>,
  ): ReturnType<DatabaseSnapshotter['captureChanges']> {
    const request: ChangesRequest = {
      sourcePath: this.#path('app.db'),
      destinationPath: this.#path('artifact'),
      compression: 'none',
      compressionLevel: undefined,
      sourceCheck: 'none',
      busyTimeoutMs: 5000,
      maxStoredBytes: NO_LIMIT,
      maxWalGrowthBytes: NO_LIMIT,
      changes: { maxDeltaBytes: NO_LIMIT, digestPages: true, ...changes },
    };
    return this.#snapshotter.captureChanges(request, { signal: new AbortController().signal });
  }

  async #compare({ type }: DeltaStep): Promise<StepResult> {
    await this.#settledState();
    const parent = type === 'diff' ? 'full' : 'last';
    const parentTablePath = this.#path(`${parent}.tbl`);
    const captured = await this.#capture({ parentTablePath, newest: readPageTable(this.#path('last.tbl')) });
    const base = this.#path(`${parent}.db`);
    const oracle = await run('python3', [ORACLE, base, this.#path('state.db'), this.#path('oracle.wal')]);
    const [frames = 0, pages = 0] = oracle.stdout.split(' ').map(Number);
    await this.#apply(base, 'oracle.wal', 'oracle.db');
    const wrong = (await this.#isEqual('oracle.db'))
      ? []
      : ['the delta of the oracle gives another database'];
    if (captured.isUnchanged === true) {
      const isRight = await this.#isEqual('last.db');
      await rm(this.#path('artifact.pages'), { force: true });
      return { type, frames: 0, pages, problems: isRight ? wrong : [...wrong, 'it has changed'] };
    }
    await rename(this.#path('artifact'), this.#path('ours.wal'));
    await this.#apply(base, 'ours.wal', 'ours.db');
    if (!(await this.#isEqual('ours.db'))) wrong.push('our delta gives another database');
    if (captured.frames !== frames)
      wrong.push(`${String(captured.frames)} frames, the oracle has ${String(frames)}`);
    if (captured.databaseSha256 !== (await this.#digest('state.db'))) wrong.push('the digest is another one');
    await rename(this.#path('ours.db'), this.#path('last.db'));
    await rename(captured.tablePath, this.#path('last.tbl'));
    return { type, frames, pages, problems: wrong };
  }

  /** The state as SQLite itself leaves it after a checkpoint of a copy. */
  async #settledState(): Promise<void> {
    const [database, state] = [this.#path('app.db'), this.#path('state.db')];
    await copyFile(database, state);
    if (existsSync(`${database}-wal`)) await copyFile(`${database}-wal`, `${state}-wal`);
    await checkpoint(state);
  }

  async #apply(base: string, log: string, target: string): Promise<void> {
    await copyFile(base, this.#path(target));
    await rename(this.#path(log), this.#path(`${target}-wal`));
    await checkpoint(this.#path(target));
  }

  async #isEqual(name: string): Promise<boolean> {
    return run('cmp', ['-s', this.#path(name), this.#path('state.db')]).then(
      () => true,
      () => false,
    );
  }

  async #digest(name: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(this.#path(name))) hash.update(piece as Buffer);
    return hash.digest('hex');
  }
}

async function checkpoint(path: string): Promise<void> {
  await run('sqlite3', [path, 'PRAGMA wal_checkpoint(TRUNCATE)']);
  await Promise.all(['-wal', '-shm'].map((suffix) => rm(path + suffix, { force: true })));
}
