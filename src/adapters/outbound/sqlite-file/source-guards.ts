import { constants } from 'node:fs';
import { access, stat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { exists } from '../files/existing-files.ts';
import { readBytes } from '../files/file-bytes.ts';

const ROOT = 0;
/** Offset of the read version in the database header: 2 means write-ahead log. */
const READ_VERSION_OFFSET = 19;
const WAL_VERSION = 2;

/**
 * A reader of a cleanly closed WAL database creates its `-wal` and `-shm`, and SQLite can give them to the database's
 * owner only when root runs it. Another user's side files would block the application's writes, so such a database is
 * not opened. Call it before any connection: it opens and closes the file.
 *
 * @throws DatabaseAccessException
 */
export async function assertNoForeignSideFiles(path: string): Promise<void> {
  const uid = process.getuid?.();
  const main = await stat(path);
  if (uid === undefined || uid === ROOT || uid === main.uid) return;
  if (!(await usesWal(path)) || !(await wouldCreateSideFiles(path))) return;
  throw new DatabaseAccessException(
    `opening ${path} as user id ${String(uid)} would leave -wal and -shm files that its owner (${String(main.uid)}) cannot write`,
    {
      hint: "Run the backup as the database's owner or as root, or while the application has the database open.",
      details: { path, uid, owner_uid: main.uid },
    },
  );
}

/** Call it before any connection: it opens and closes the file. */
export async function usesWal(path: string): Promise<boolean> {
  return (await readBytes(path, 1, READ_VERSION_OFFSET))[0] === WAL_VERSION;
}

async function wouldCreateSideFiles(path: string): Promise<boolean> {
  const present = await Promise.all([`${path}-wal`, `${path}-shm`].map(exists));
  if (present.every(Boolean)) return false;
  return access(dirname(path), constants.W_OK).then(
    () => true,
    () => false,
  );
}

/**
 * SQLite names the write-ahead log after the path by which the database was opened. Through another hard link the WAL is
 * invisible: the reader would miss the newest commits, or see pages torn by a checkpoint. So the WAL must have this name,
 * or every other name must be in the same directory and have no WAL either. Call it before any connection: it opens and
 * closes the file.
 *
 * Source: https://www.sqlite.org/howtocorrupt.html, "Multiple links to the same file"
 *
 * @throws DatabaseAccessException
 */
export async function assertOwnWal(path: string): Promise<void> {
  const { nlink, ino, dev } = await stat(path);
  if (nlink < 2 || !(await usesWal(path))) return;
  const others = await otherNames(path, ino, dev);
  const withWal = await firstWithLog(others);
  if (withWal !== undefined) {
    throw refusal(path, `its WAL is next to its other name ${withWal}`, `Back up ${withWal}.`);
  }
  if (others.length === nlink - 1 || (await hasLog(path))) return;
  throw refusal(
    path,
    'its WAL may be next to a name elsewhere, and there is none next to this one',
    'Back up the path that the application opens, or remove the other link (find its disk with find -samefile).',
  );
}

function refusal(path: string, problem: string, hint: string): DatabaseAccessException {
  return new DatabaseAccessException(
    `${path} is a WAL database with several names (hard links): ${problem}`,
    { hint, details: { path } },
  );
}

/** The other names in the same directory; more may exist elsewhere. */
async function otherNames(path: string, inode: number, device: number): Promise<readonly string[]> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((): string[] => []);
  const found: string[] = [];
  for (const name of names) {
    const other = join(folder, name);
    if (other === path) continue;
    const facts = await stat(other).catch(() => undefined);
    if (facts?.ino === inode && facts.dev === device) found.push(other);
  }
  return found;
}

async function firstWithLog(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await hasLog(path)) return path;
  return undefined;
}

async function hasLog(path: string): Promise<boolean> {
  const facts = await stat(`${path}-wal`).catch(() => undefined);
  return facts !== undefined && facts.size > 0;
}

/**
 * A container that mounts the file of a WAL database without its directory sees neither the application's WAL nor its
 * locks. A reader would miss the newest commits, or see pages torn by a checkpoint, and no check would detect it. A WAL
 * with the mounted file shows that the application is on this side of the mount. Linux only. Call it before any
 * connection: it opens and closes the file.
 *
 * @throws DatabaseAccessException
 */
export async function assertNotSingleFileMount(path: string): Promise<void> {
  const mounts = await mountPoints();
  if (!mounts.has(path) || !(await usesWal(path))) return;
  const log = `${path}-wal`;
  const logBytes = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (logBytes > 0 && !mounts.has(log)) return;
  throw new DatabaseAccessException(
    `${path} is mounted without its directory: its write-ahead log and its locks cannot be seen`,
    {
      hint: 'Mount the directory of the database (read-only is possible): a WAL database has several files.',
      details: { path },
    },
  );
}

/** Source: proc(5), `/proc/<pid>/mountinfo`: the fifth field, with blanks as octal numbers. */
async function mountPoints(): Promise<ReadonlySet<string>> {
  if (process.platform !== 'linux') return new Set();
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const escaped = text.split('\n').map((line) => line.split(' ')[4] ?? '');
  return new Set(
    escaped.map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8))),
    ),
  );
}
