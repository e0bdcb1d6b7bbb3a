import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The files of one campaign; removed at its end, except for bad snapshots. */
export class CampaignFolder {
  readonly path: string;
  /** Contains the live database and its side files. */
  readonly source: string;
  readonly database: string;
  readonly board: string;
  readonly history: string;
  readonly backups: string;
  readonly staging: string;
  /** A folder for each snapshot that is being checked. */
  readonly judged: string;
  readonly bad: string;

  private constructor(path: string) {
    this.path = path;
    this.source = join(path, 'source');
    this.database = join(this.source, 'torture.db');
    this.board = join(path, 'board');
    this.history = join(path, 'history');
    this.backups = join(path, 'backups');
    this.staging = join(this.backups, '.state', 'staging');
    this.judged = join(path, 'judged');
    this.bad = join(path, 'bad');
  }

  static async make(): Promise<CampaignFolder> {
    const folder = new CampaignFolder(await mkdtemp(join(tmpdir(), 'torture-')));
    for (const path of [folder.source, folder.backups, folder.judged]) await mkdir(path);
    return folder;
  }

  async remove(): Promise<void> {
    const names = await readdir(this.path);
    const keep = names.includes('bad') ? ['bad'] : [];
    const gone =
      keep.length === 0 ? [this.path] : names.filter((n) => !keep.includes(n)).map((n) => join(this.path, n));
    await Promise.all(gone.map((path) => rm(path, { recursive: true, force: true })));
  }
}
