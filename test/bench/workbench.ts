import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript, type ScriptRun } from './run-script.ts';
import type { InstalledTools } from './tools.ts';

const CLI = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** A place in which scripts run one at a time, each in a fresh folder and unaffected by the previous one. */
export class Workbench {
  readonly tools: InstalledTools;
  /** Databases stay there between runs. */
  readonly directory: string;
  /** Files of an experiment, such as its own copy of a database. Emptied by `close`. */
  readonly folder: string;
  readonly #fresh: string;

  constructor(directory: string, tools: InstalledTools) {
    this.tools = tools;
    this.directory = directory;
    this.folder = join(directory, 'work');
    this.#fresh = join(this.folder, 'fresh');
    this.close();
    mkdirSync(this.folder, { recursive: true });
  }

  /** The variables of scripts: the product, its settings, their folder. */
  get variables(): Variables {
    return {
      NODE: process.execPath,
      CLI,
      CORES: String(availableParallelism()),
      FOLDER: this.#fresh,
      BACKUP_DIR: this.stored,
      BACKUP_LOG_FILE: '',
      BACKUP_MAX_SIZE_MB: '1000000',
      BACKUP_TIMEOUT_SECONDS: '36000',
      BACKUP_BUSY_TIMEOUT_MS: '60000',
      RESTIC_PASSWORD: 'bench',
      RESTIC_CACHE_DIR: join(this.#fresh, 'cache'),
      BORG_BASE_DIR: join(this.#fresh, 'cache'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    };
  }

  /** The output path of a script. */
  get stored(): string {
    return join(this.#fresh, 'stored');
  }

  /** Empties the folder, runs the preparation, and reads the input once, so that it is in the page cache. */
  async prepare(script: string | undefined, variables: Variables): Promise<void> {
    rmSync(this.#fresh, { recursive: true, force: true });
    mkdirSync(this.#fresh);
    if (script !== undefined) await this.run(script, variables);
    await this.settle(variables['SOURCE']);
  }

  /** Flushes everything to disk, so that no run pays for the dirty pages of another; then warms the cache. */
  async settle(warmPath: string | undefined): Promise<void> {
    await runScript('sync -f "$FOLDER"; if [ -n "$WARM" ]; then cat "$WARM" > /dev/null; fi', {
      FOLDER: this.folder,
      WARM: warmPath ?? '',
    });
  }

  async run(script: string, variables: Variables, onStart?: (pid: number) => void): Promise<ScriptRun> {
    return runScript(script, { ...this.variables, ...variables }, onStart);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
