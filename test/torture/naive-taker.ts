import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignFolder } from './campaign-folder.ts';
import type { Random } from './random.ts';
import { runProgram } from './run-program.ts';
import type { Attempt, SnapshotTaker } from './snapshot-taker.ts';

const BLOCK_BYTES = 1024 * 1024;

/** Copies without SQLite and without a lock, as many scripts do: the judge must detect that. */
export class NaiveTaker implements SnapshotTaker {
  readonly #folder: CampaignFolder;
  readonly #random: Random;
  #taken = 0;

  constructor(folder: CampaignFolder, random: Random) {
    this.#folder = folder;
    this.#random = random;
  }

  async take(): Promise<Attempt> {
    const { database, backups } = this.#folder;
    this.#taken += 1;
    const path = join(backups, `${this.#taken}.db`);
    const how = this.#random.pick(['copy of the main file', 'copy of main file and log', 'plain reading']);
    if (how === 'plain reading') await readThrough(database, path);
    else await copy(database, path);
    if (how === 'copy of main file and log') {
      // There may be no WAL now: then `cp` reports it, and nothing is copied.
      await copy(`${database}-wal`, `${path}-wal`);
    }
    return { kind: 'taken', how, path, compression: 'none' };
  }
}

/** Not `fs.copyFile`: it spins on a shrinking file until the file has grown again. */
async function copy(source: string, target: string): Promise<void> {
  await runProgram('cp', [source, target]);
}

async function readThrough(source: string, target: string): Promise<void> {
  const from = await open(source, 'r');
  try {
    const to = await open(target, 'wx');
    try {
      const block = Buffer.alloc(BLOCK_BYTES);
      for (
        let { bytesRead } = await from.read(block);
        bytesRead > 0;
        { bytesRead } = await from.read(block)
      ) {
        await to.write(block, 0, bytesRead);
      }
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}
