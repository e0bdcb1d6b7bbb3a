import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PRODUCT } from '../../support/cli-process.ts';
import { withoutSettings } from '../../support/without-settings.ts';

const HANGS_AFTER_MS = 60_000;
const SIDE_FILES = ['', '-wal', '-journal'];

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with databases and backups that can be reset repeatedly, at the same path. */
export class FaultWorld {
  readonly folder: string;
  readonly #template: string;
  readonly #settings = new Map<string, string>();

  /** @param root an empty folder */
  constructor(root: string) {
    this.folder = join(root, 'world');
    this.#template = join(root, 'template');
    mkdirSync(this.path('data'), { recursive: true });
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  get database(): string {
    return this.path('data', 'app.db');
  }

  get backups(): string {
    return this.path('backups');
  }

  /** `reset` restores the current state from here on. */
  keep(): void {
    rmSync(this.#template, { recursive: true, force: true });
    cpSync(this.folder, this.#template, { recursive: true, preserveTimestamps: true });
  }

  reset(): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.#template, this.folder, { recursive: true, preserveTimestamps: true });
  }

  /** Adds a setting for all later runs. */
  set(variable: string, value: string): void {
    this.#settings.set(variable, value);
  }

  /** Switches the live database to a rollback journal. */
  leaveWalMode(): void {
    const connection = new DatabaseSync(this.database);
    connection.exec('PRAGMA journal_mode = delete');
    connection.close();
  }

  /**
   * Makes every row of the database belong to one generation.
   * @param leavesLog whether the commit stays in the WAL, as with a running application
   */
  writeGeneration(generation: number, leavesLog = false): void {
    this.#write(
      `PRAGMA journal_mode = wal;
      CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, generation, filling);
      CREATE TABLE IF NOT EXISTS audit(id INTEGER PRIMARY KEY, note);
      DELETE FROM item;
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 600)
      INSERT INTO item(generation, filling) SELECT ${String(generation)}, hex(randomblob(120)) FROM n;`,
      leavesLog,
    );
  }

  #write(statements: string, leavesLog: boolean): void {
    const connection = new DatabaseSync(this.database);
    connection.exec(statements);
    const savedData = this.path('savedData');
    if (leavesLog) cpSync(this.path('data'), savedData, { recursive: true });
    connection.close();
    if (!leavesLog) return;
    rmSync(this.path('data'), { recursive: true });
    cpSync(savedData, this.path('data'), { recursive: true });
    rmSync(savedData, { recursive: true });
  }

  /** Makes the first ten rows belong to a generation: a change in a few pages. */
  changeRows(generation: number, leavesLog = false): void {
    this.#write(
      `UPDATE item SET generation = ${String(generation)}, filling = hex(randomblob(120))
        WHERE id IN (SELECT id FROM item ORDER BY id LIMIT 10)`,
      leavesLog,
    );
  }

  makeFolder(name: string): void {
    mkdirSync(this.path(name));
  }

  /** The built command line, in a process group of its own, so that a simulated power cut ends all of it. */
  run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ending> {
    const child = spawn(process.execPath, [join(PRODUCT, 'dist/main/cli.js'), ...argv], {
      cwd: this.path('data'),
      detached: true,
      env: {
        ...withoutSettings(process.env),
        BACKUP_DIR: this.backups,
        BACKUP_LOG_FILE: '',
        BACKUP_MIN_FREE_MB: '0',
        BACKUP_CLEANUP_AFTER_CREATE: 'false',
        XDG_STATE_HOME: this.path('state-home'),
        ...Object.fromEntries(this.#settings),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const hanging = setTimeout(
      () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'),
      HANGS_AFTER_MS,
    );
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, signal) => {
        clearTimeout(hanging);
        resolve({ exitCode, signal, stdout, stderr });
      });
    });
  }

  /** @throws Error when the run fails */
  async mustRun(...argv: readonly string[]): Promise<Ending> {
    const ending = await this.run(argv);
    if (ending.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${ending.stderr}${ending.stdout}`);
    return ending;
  }

  async create(...argv: readonly string[]): Promise<string> {
    const { stdout } = await this.mustRun('create', '--json', ...argv);
    return (JSON.parse(stdout) as { readonly filename: string }).filename;
  }

  /** Names in a folder of the world; empty when it is missing. */
  names(...folder: readonly string[]): readonly string[] {
    const path = this.path(...folder);
    return existsSync(path) ? readdirSync(path).sort() : [];
  }

  /** Digest of the bytes of a database with its WAL and journal. */
  fingerprint(path = this.database): string {
    const hash = createHash('sha256');
    for (const suffix of SIDE_FILES) {
      if (existsSync(path + suffix)) hash.update(suffix).update(readFileSync(path + suffix));
    }
    return hash.digest('hex');
  }

  /** Digest of the live database's content as a backup has it: the main file after a checkpoint of a copy. */
  contentDigest(): string {
    const copy = this.path('checkpointed.db');
    try {
      for (const suffix of SIDE_FILES)
        if (existsSync(this.database + suffix)) cpSync(this.database + suffix, copy + suffix);
      const connection = new DatabaseSync(copy);
      connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      connection.close();
      return createHash('sha256').update(readFileSync(copy)).digest('hex');
    } finally {
      for (const suffix of [...SIDE_FILES, '-shm']) rmSync(copy + suffix, { force: true });
    }
  }

  /** The generations of a database's rows, read from a copy; otherwise a text with the problem. */
  contentOf(path = this.database): string {
    if (!existsSync(path)) return 'missing';
    const copy = this.path('examined.db');
    try {
      for (const suffix of SIDE_FILES) if (existsSync(path + suffix)) cpSync(path + suffix, copy + suffix);
      const connection = new DatabaseSync(copy);
      try {
        const check = connection.prepare('PRAGMA integrity_check').all();
        if (JSON.stringify(check) !== '[{"integrity_check":"ok"}]')
          return `damaged: ${JSON.stringify(check)}`;
        const rows = connection.prepare('SELECT generation, count(*) AS rows FROM item GROUP BY 1').all();
        return rows.map(({ generation, rows: count }) => `${String(generation)}x${String(count)}`).join(' ');
      } finally {
        connection.close();
      }
    } catch (error) {
      return `unreadable: ${String(error)}`;
    } finally {
      for (const suffix of [...SIDE_FILES, '-shm']) rmSync(copy + suffix, { force: true });
    }
  }
}
