import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CampaignFolder } from './campaign-folder.ts';
import type { StoredPoint } from './chain-shelf.ts';
import { runProgram } from './run-program.ts';

const SCRIPT = fileURLToPath(new URL('../../docs/restore-by-hand.sh', import.meta.url));

export interface RebuilderTools {
  readonly cliPath: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs the command line while no other one of the campaign does: each holds the lock of the database. */
  readonly alone: <T>(use: () => Promise<T>) => Promise<T>;
}

/** Rebuilds restore points with the product and, apart from it, with the script for restores by hand. */
export class ChainRebuilder {
  readonly #folder: CampaignFolder;
  readonly #tools: RebuilderTools;

  constructor(folder: CampaignFolder, tools: RebuilderTools) {
    this.#folder = folder;
    this.#tools = tools;
  }

  /**
   * Writes the database of the restore point to `target`.
   * @returns what is wrong with it, if anything is
   */
  async rebuild({ paths, databaseSha256 }: StoredPoint, target: string): Promise<string | undefined> {
    // The system's own sqlite3, also where the writers have another SQLite.
    const { LD_LIBRARY_PATH: _ofWriters, ...env } = this.#tools.env;
    const byHand = await runProgram('sh', [SCRIPT, target, ...paths], { env });
    if (byHand.exitCode !== 0) return `cannot be restored by hand: ${byHand.stderr}`;
    const digest = byHand.stdout.slice(0, databaseSha256.length);
    if (digest !== databaseSha256) return `by hand it has the digest ${digest}, not ${databaseSha256}`;
    const ours = `${target}.ours`;
    const { cliPath, alone } = this.#tools;
    const args = [cliPath, 'restore', basename(paths.at(-1) ?? ''), '--to', ours, '--json'];
    const ending = await alone(() =>
      runProgram(process.execPath, args, {
        cwd: this.#folder.path,
        env: { ...env, BACKUP_DIR: this.#folder.backups, BACKUP_LOG_FILE: '', BACKUP_MIN_FREE_MB: '0' },
      }),
    );
    if (ending.exitCode !== 0) return `cannot be restored: ${ending.stdout}${ending.stderr}`;
    const compared = await runProgram('cmp', [ours, target]);
    await rm(ours);
    return compared.exitCode === 0 ? undefined : `the two restores differ: ${compared.stdout}`;
  }
}
