import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const OPEN_DATABASE = 'open_database.py';

/** A Python program that uses a database through its own SQLite until it is stopped. */
export class ForeignProgram {
  readonly pid: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  #stderr = '';

  private constructor(script: string, args: readonly string[]) {
    this.#child = spawn('python3', [scriptPath(script), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    if (this.#child.pid === undefined) throw new Error('python3 cannot be started');
    this.pid = this.#child.pid;
  }

  /** Resolves when the program prints that it is ready. */
  static async start(script: string, ...args: readonly string[]): Promise<ForeignProgram> {
    const program = new ForeignProgram(script, args);
    const ready = once(program.#child.stdout, 'data').then(() => true);
    if (await Promise.race([ready, program.#closed.then(() => false)])) return program;
    throw new Error(`${script} ended: ${program.#stderr}`);
  }

  /** Ends it in an orderly way. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#closed;
    if (this.#child.exitCode !== 0) throw new Error(`the foreign program failed: ${this.#stderr}`);
  }
}

/** Executes statements in another program, which then keeps the database open. */
export async function holdOpen(database: string, ...statements: readonly string[]): Promise<ForeignProgram> {
  return ForeignProgram.start(OPEN_DATABASE, database, ...statements);
}

/** Executes statements in another program, which then closes the database. */
export async function execute(database: string, ...statements: readonly string[]): Promise<void> {
  await (await holdOpen(database, ...statements)).stop();
}

/** Creates a database of `megabytes` that does not compress. */
export async function createLargeDatabase(database: string, megabytes: number): Promise<void> {
  await execute(
    database,
    'CREATE TABLE blocks (id INTEGER PRIMARY KEY, block BLOB)',
    'WITH RECURSIVE ids (id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM ids ' +
      `WHERE id < ${megabytes * 16}) INSERT INTO blocks SELECT id, randomblob(65000) FROM ids`,
  );
}

/** Continuous transfers between accounts; see transfer_writer.py for the invariants. */
export class TransferWriter {
  readonly database: string;
  readonly #program: ForeignProgram;
  readonly #acknowledgedPath: string;

  private constructor(database: string, acknowledgedPath: string, program: ForeignProgram) {
    this.database = database;
    this.#acknowledgedPath = acknowledgedPath;
    this.#program = program;
  }

  /** @param breathMs the pause after every few commits */
  static async start(database: string, journalMode: 'wal' | 'delete', breathMs = 0): Promise<TransferWriter> {
    const acknowledgedPath = `${database}.acknowledged`;
    const args = [database, acknowledgedPath, journalMode, String(breathMs)];
    const program = await ForeignProgram.start('transfer_writer.py', ...args);
    return new TransferWriter(database, acknowledgedPath, program);
  }

  /** The number of the last transaction whose commit has returned. */
  acknowledged(): number {
    return Number(readFileSync(this.#acknowledgedPath).readBigInt64LE(0));
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

export interface TransferBackup {
  readonly path: string;
  /** The acknowledged transactions before the backup started. */
  readonly acknowledged: number;
}

/** Problems of the writer's database in backups, found by Python's SQLite. */
export function problemsOf(backups: readonly TransferBackup[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync('python3', [scriptPath('check_transfers.py')], {
    input: JSON.stringify(backups),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`check_transfers.py failed: ${stderr}`);
  return JSON.parse(stdout) as string[];
}

function scriptPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
