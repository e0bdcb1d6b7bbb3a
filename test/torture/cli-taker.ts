import { readdir } from 'node:fs/promises';
import type { CampaignFolder } from './campaign-folder.ts';
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
    const { random, cliPath, compressions, env } = this.#tools;
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
    return ending.exitCode === 0
      ? taken(ending, how, compression, this.#tools.engine)
      : declined(ending, how, this.#folder.database);
  }

  #settings(): Record<string, string> {
    const { engine, random } = this.#tools;
    return {
      BACKUP_DIR: this.#folder.backups,
      BACKUP_ENGINE: engine,
      BACKUP_SOURCE_CHECK: random.pick(['none', 'quick', 'full']),
      BACKUP_VERIFY_AFTER_CREATE: random.pick(['none', 'checksum', 'quick']),
      BACKUP_TIMEOUT_SECONDS: '90',
      BACKUP_MIN_FREE_MB: '0',
      BACKUP_LOG_FILE: '',
    };
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
