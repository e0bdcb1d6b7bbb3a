import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplaceTargetRequest } from '../../../src/adapters/outbound/task-worker/tasks.ts';
import type { ReplaceMethod } from '../../../src/application/ports/in-place-restorer.ts';
import { bindMount, unmount } from '../../support/fault-bind-mount.ts';
import { makeFolder, removeFolder, sha256, writeDatabase } from '../../support/database-fixtures.ts';
import { PythonProcess } from '../../support/python-process.ts';

/** What can stand at a target. */
export const TARGETS = {
  'rollback mode': { method: 'sqlite', make: (path) => writeRows(path, 'delete', 4096) },
  'WAL mode, rows in the log': { method: 'sqlite', make: (path) => writeLogged(path, 4096) },
  'WAL mode, closed': { method: 'sqlite', make: (path) => writeRows(path, 'wal', 4096) },
  'rollback mode, another page size': { method: 'sqlite', make: (path) => writeRows(path, 'persist', 8192) },
  'an empty file': { method: 'sqlite', make: (path) => writeFile(path, '') },
  nothing: { method: 'file', make: (path) => writeFile(`${path}-wal`, 'of a database long gone') },
  garbage: { method: 'file', make: (path) => writeGarbage(path) },
  'WAL mode, another page size, rows in the log': { method: 'file', make: (path) => writeLogged(path, 8192) },
  'bind-mounted, rollback mode': { method: 'sqlite', make: (path) => writeRows(path, 'delete', 4096) },
  'bind-mounted, garbage': { method: 'file', make: (path) => writeGarbage(path) },
  'bind-mounted, WAL mode, another page size': {
    method: 'file',
    make: (path) => writeRows(path, 'wal', 8192),
  },
} satisfies Record<string, { method: ReplaceMethod; make: (path: string) => unknown }>;
export type TargetKind = keyof typeof TARGETS;

const OLD_ROWS = 900;
const NEW_ROWS = 700;
const GARBAGE = 'this was a database once\n'.repeat(5000);
export const IMAGE_PAGE_SIZE = 4096;

/** A target in a folder of its own, and images to replace it by. */
export class Scene {
  readonly folder: string;
  readonly target: string;
  readonly #isMounted: boolean;

  private constructor(folder: string, isMounted: boolean) {
    this.folder = folder;
    this.target = join(folder, 'data', 'app.db');
    this.#isMounted = isMounted;
  }

  /** `undefined` where nothing may be mounted. */
  static async create(kind: TargetKind): Promise<Scene | undefined> {
    const folder = await makeFolder();
    const isMounted = kind.startsWith('bind-mounted');
    const scene = new Scene(folder, isMounted);
    await mkdir(join(folder, 'data'));
    const real = isMounted ? join(folder, 'real.db') : scene.target;
    await TARGETS[kind].make(real);
    if (!isMounted || (await bindMount(real, scene.target))) return scene;
    await scene.dispose();
    return undefined;
  }

  /** A new image beside the target. Made in WAL mode, as the backup of a busy application is. */
  async prepare(): Promise<{ readonly path: string; readonly sha256: string }> {
    const path = join(this.folder, 'data', '.prepared');
    await writeRows(path, 'wal', IMAGE_PAGE_SIZE, 'new', NEW_ROWS);
    return { path, sha256: sha256(await readFile(path)) };
  }

  /** A replacement by a new image, as the child process takes it. */
  async request(method: ReplaceMethod, busyTimeoutMs = 2000): Promise<ReplaceTargetRequest> {
    const { path, sha256: databaseSha256 } = await this.prepare();
    return { preparedPath: path, targetPath: this.target, method, databaseSha256, busyTimeoutMs };
  }

  /** What the `sqlite3` program finds at the target: the old rows or the new ones, all of them and sound, or a mess. */
  async content(): Promise<string> {
    const start = await readFile(this.target, 'latin1').catch(() => undefined);
    if (start === undefined) return 'nothing';
    if (start.startsWith(GARBAGE)) return 'garbage';
    const found = sqlite3(
      this.target,
      'PRAGMA integrity_check; SELECT tag, count(*) FROM item GROUP BY tag;',
    );
    if (found === `ok\nold|${OLD_ROWS}`) return 'old';
    if ((await stat(this.target)).size === 0) return 'empty';
    return found === `ok\nnew|${NEW_ROWS}` ? 'new' : found;
  }

  /** Names in the target's directory. */
  async files(): Promise<readonly string[]> {
    return (await readdir(join(this.folder, 'data'))).sort();
  }

  async inode(): Promise<number | undefined> {
    return (await stat(this.target).catch(() => undefined))?.ino;
  }

  async dispose(): Promise<void> {
    if (this.#isMounted) unmount(this.target);
    await removeFolder(this.folder);
  }
}

export function sqlite3(path: string, sql: string): string {
  try {
    return execFileSync('sqlite3', [path], { input: sql, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function writeRows(
  path: string,
  mode: string,
  pageSize: number,
  tag = 'old',
  rows = OLD_ROWS,
): Promise<void> {
  writeDatabase(
    path,
    `PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = ${mode};
    CREATE TABLE item (id INTEGER PRIMARY KEY, tag TEXT NOT NULL, body BLOB NOT NULL);
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
    INSERT INTO item SELECT id, '${tag}', randomblob(300) FROM n;`,
  );
}

/** The last rows stand in the log alone: their writer was killed. */
async function writeLogged(path: string, pageSize: number): Promise<void> {
  await writeRows(path, 'wal', pageSize, 'old', OLD_ROWS - 100);
  const writer = await PythonProcess.start(
    `db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA wal_autocheckpoint = 0')
db.execute('BEGIN')
db.executemany("INSERT INTO item (tag, body) VALUES ('old', zeroblob(?))", [(300,)] * 100)
db.execute('COMMIT')
stay()`,
    path,
  );
  await writer.kill();
}

async function writeGarbage(path: string): Promise<void> {
  await writeFile(path, GARBAGE);
}
