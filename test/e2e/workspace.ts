import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CliProcess,
  killIfStopped,
  runCli,
  type CliEnding,
  type CliSurroundings,
} from '../support/cli-process.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { StoppingPoints } from '../support/stopping-points.ts';

/** What `create --json` prints, as far as tests look at it. */
export interface CreatedDocument {
  readonly filename: string;
  readonly path: string;
  readonly engine: string;
  readonly consistency: string;
  readonly journal_mode: string;
  readonly database_sha256: string | null;
  readonly stored_sha256: string;
  readonly verified: boolean;
  readonly source_check: { readonly level: string; readonly result: string; readonly detail: string };
}

/** What `list --json` prints of a backup. */
export interface ListedDocument {
  readonly filename: string;
  readonly path: string;
  readonly verified: boolean;
}

export const ENGINES = ['native', 'sqljs'] as const;
export type EngineName = (typeof ENGINES)[number];

const DATA_FILE = /\.(?:db|wal)(?:\.gz|\.zst)?(?:\.age)?$/;

/** A folder of its own to run the command line in, as an operator would. */
export class Workspace {
  readonly folder: string;
  readonly backupDir: string;
  readonly #surroundings: Omit<CliSurroundings, 'cwd'>;
  /** Capturing processes that were stopped, whoever looks at the folder. */
  readonly #stopped: number[];

  private constructor(
    folder: string,
    backupDir: string,
    surroundings: Omit<CliSurroundings, 'cwd'>,
    stopped: number[],
  ) {
    this.folder = folder;
    this.backupDir = backupDir;
    this.#surroundings = surroundings;
    this.#stopped = stopped;
  }

  static create(): Workspace {
    const folder = mkdtempSync(join(tmpdir(), 'backup-manager-e2e-'));
    return new Workspace(folder, join(folder, 'backup'), {}, []);
  }

  /** The same folder seen with other settings, another Node, another user or another backup directory. */
  with(surroundings: Omit<CliSurroundings, 'cwd'>, backupDir = this.backupDir): Workspace {
    const env = { ...this.#surroundings.env, ...surroundings.env };
    if (backupDir !== this.backupDir) env['BACKUP_DIR'] = backupDir;
    return new Workspace(
      this.folder,
      backupDir,
      { ...this.#surroundings, ...surroundings, env },
      this.#stopped,
    );
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  run(...argv: readonly string[]): Promise<CliEnding> {
    return runCli(argv, { ...this.#surroundings, cwd: this.folder });
  }

  start(...argv: readonly string[]): CliProcess {
    return new CliProcess(argv, { ...this.#surroundings, cwd: this.folder });
  }

  /** The service with this folder's settings; whoever starts it stops it. */
  serve(): Promise<ServiceProcess> {
    return ServiceProcess.start({ cwd: this.folder, env: this.#surroundings.env });
  }

  /** The document that a run prints with `--json`; the run must succeed. */
  async document<Document>(...argv: readonly string[]): Promise<Document> {
    const { exitCode, stdout, stderr } = await this.run(...argv, '--json');
    if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended ${String(exitCode)}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as Document;
  }

  async create(database: string, ...argv: readonly string[]): Promise<CreatedDocument> {
    return this.document<CreatedDocument>('create', database, ...argv);
  }

  async list(): Promise<readonly ListedDocument[]> {
    return this.document<readonly ListedDocument[]>('list');
  }

  /** What bears a backup's name. */
  dataFiles(): readonly string[] {
    return namesIn(this.backupDir).filter((name) => DATA_FILE.test(name));
  }

  /** What captures have written; a health check proves for a moment that it could, which is no capture. */
  staged(): readonly string[] {
    return namesIn(join(this.backupDir, '.state', 'staging')).filter((name) => !name.endsWith('.probe'));
  }

  /** Bytes of captures that are not finished. */
  stagedBytes(): number {
    const sizes = this.staged().map(
      (name) =>
        statSync(join(this.backupDir, '.state', 'staging', name), { throwIfNoEntry: false })?.size ?? 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /**
   * Starts a run whose capturing process stops itself when it has written its first bytes: the run is then in the
   * middle of a capture for as long as the test wants, however fast the capture and however slow this process is.
   */
  async stopInMidCapture(...argv: readonly string[]): Promise<{ cli: CliProcess; capturing: number }> {
    const points = new StoppingPoints(join(mkdtempSync(this.path('stopping-')), 'points'));
    points.arm('capturing');
    const cli = this.with({ env: points.env }).start(...argv);
    const isOver = cli.ended.then(({ stdout, stderr }): never => {
      throw new Error(`the run was over before it captured anything: ${stderr}${stdout}`);
    });
    const capturing = await Promise.race([points.reached('capturing'), isOver]);
    // That it ends from here on is what the test waits for.
    isOver.catch(() => undefined);
    this.#stopped.push(capturing);
    return { cli, capturing };
  }

  makeFolder(name: string): string {
    const path = this.path(name);
    mkdirSync(path);
    return path;
  }

  remove(): void {
    this.#stopped.forEach(killIfStopped);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
