import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignFolder } from './campaign-folder.ts';
import type { ChainShelf } from './chain-shelf.ts';
import { commandOf, killMarked, marking, processesMarked } from './marked-processes.ts';
import type { Random } from './random.ts';
import { runProgram, type ProgramEnding } from './run-program.ts';
import type { Attempt, SnapshotTaker } from './snapshot-taker.ts';
import type { TortureEngine } from './torture-options.ts';

const HUNG_MS = 120_000;
/** The one acceptable error for a busy or orphaned database. */
const ACCEPTABLE = { exitCode: 4, code: 'DATABASE_ACCESS' };

export interface CliTools {
  readonly cliPath: string;
  readonly engine: TortureEngine;
  readonly env: NodeJS.ProcessEnv;
  readonly random: Random;
  /** Present: backups of all types are made. */
  readonly shelf?: ChainShelf | undefined;
  readonly compressions: readonly ['none' | 'gzip' | 'zstd', ...('none' | 'gzip' | 'zstd')[]];
}

/** Makes snapshots with the built command line and varying options. */
export class CliTaker implements SnapshotTaker {
  readonly #folder: CampaignFolder;
  readonly #tools: CliTools;
  readonly #mark: Record<string, string>;

  constructor(folder: CampaignFolder, tools: CliTools) {
    this.#folder = folder;
    this.#tools = tools;
    this.#mark = marking('TORTURE_CAPTURE', folder.path);
  }

  async take(signal: AbortSignal): Promise<Attempt> {
    const { random, cliPath, compressions, env, shelf } = this.#tools;
    await this.#endChains();
    const compression = random.pick(compressions);
    const settings = this.#settings();
    const args = ['create', this.#folder.database, '--json', '--compression', compression];
    const how = [...args.slice(2), ...Object.entries(settings).map((setting) => setting.join('='))].join(' ');
    const ending = await runProgram(process.execPath, [cliPath, ...args], {
      cwd: this.#folder.path,
      env: { ...env, ...settings, ...this.#mark },
      signal,
      timeoutMs: HUNG_MS,
    });
    const leftover = await this.#leftover();
    if (leftover !== undefined) return { kind: 'failed', how, reason: leftover };
    if (ending.exitCode !== 0) return declined(ending, how, this.#folder.database);
    const attempt = taken(ending, how, compression, this.#tools.engine);
    return shelf === undefined || attempt.kind !== 'taken'
      ? attempt
      : { ...attempt, point: await shelf.take(attempt.path) };
  }

  #settings(): Record<string, string> {
    const { engine, random, shelf } = this.#tools;
    return {
      ...(shelf === undefined ? {} : this.#typeSettings()),
      BACKUP_DIR: this.#folder.backups,
      BACKUP_ENGINE: engine,
      BACKUP_SOURCE_CHECK: random.pick(['none', 'quick', 'full']),
      BACKUP_VERIFY_AFTER_CREATE: random.pick(['none', 'checksum', 'quick']),
      BACKUP_TIMEOUT_SECONDS: '90',
      BACKUP_MIN_FREE_MB: '0',
      BACKUP_LOG_FILE: '',
    };
  }

  /** Most are incrs; a full without page tables is now and then among them. */
  #typeSettings(): Record<string, string> {
    const [full, diff] = this.#tools.random.pick([
      ['1000', '1000'],
      ['1000', '1000'],
      ['1000', '1000'],
      ['1000', '1000'],
      ['1000', '1000'],
      ['1000', '0'],
      ['1000', '0'],
      ['1000', '0'],
      ['0', '0'],
    ] as const);
    return {
      BACKUP_FULL_INTERVAL_HOURS: full,
      BACKUP_DIFF_INTERVAL_HOURS: diff,
      // Checked chains are removed by the campaign.
      BACKUP_CLEANUP_AFTER_CREATE: 'false',
    };
  }

  /** Removes what is checked. Lost page tables make the next backup a full. */
  async #endChains(): Promise<void> {
    const { shelf, random } = this.#tools;
    if (shelf === undefined) return;
    await shelf.sweep();
    if (shelf.pointsOfNewest < random.between(10, 60)) return;
    await rm(join(this.#folder.backups, '.state', 'pages'), { recursive: true, force: true });
  }

  /** Whatever the result, no process and no file of the run may remain. */
  async #leftover(): Promise<string | undefined> {
    const processes = processesMarked(this.#mark).map((pid) => `${pid} ${commandOf(pid)}`);
    killMarked(this.#mark);
    if (processes.length > 0) return `processes left: ${processes.join(', ')}`;
    const staged = await readdir(this.#folder.staging).catch(() => []);
    return staged.length > 0 ? `left in staging: ${staged.join(', ')}` : undefined;
  }
}

interface Created {
  readonly path: string;
  readonly engine: string;
  readonly consistency: string;
  readonly database_sha256: string;
}

function taken(
  ending: ProgramEnding,
  how: string,
  compression: 'none' | 'gzip' | 'zstd',
  engine: TortureEngine,
): Attempt {
  const created = JSON.parse(ending.stdout) as Created;
  const consistency = engine === 'native' ? 'locked' : 'optimistic';
  if (created.engine !== engine || created.consistency !== consistency) {
    return { kind: 'failed', how, reason: `not what was asked for: ${ending.stdout}` };
  }
  return { kind: 'taken', how, path: created.path, compression, databaseSha256: created.database_sha256 };
}

function declined(ending: ProgramEnding, how: string, database: string): Attempt {
  const told = `exit ${ending.exitCode ?? ending.signal ?? '?'}: ${ending.stdout} ${ending.stderr}`;
  const error = errorOf(ending.stdout);
  if (ending.exitCode !== ACCEPTABLE.exitCode || error?.code !== ACCEPTABLE.code) {
    return { kind: 'failed', how, reason: told };
  }
  const reason = error.message.replaceAll(database, 'the database').replaceAll(/\S+ \(pid \d+\)(, )?/g, 'N ');
  return { kind: 'refused', reason: reason.replaceAll(/(N )+/g, 'a writer ').replaceAll('  ', ' ') };
}

function errorOf(stdout: string): { code: string; message: string } | undefined {
  try {
    return (JSON.parse(stdout) as { error?: { code: string; message: string } }).error;
  } catch {
    return undefined;
  }
}
