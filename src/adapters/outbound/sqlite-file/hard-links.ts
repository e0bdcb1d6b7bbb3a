import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { usesWal } from './side-file-ownership.ts';

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
    throw refusal(path, `the write-ahead log is beside its other name ${withWal}`, `Back up ${withWal}.`);
  }
  if (others.length === nlink - 1 || (await hasLog(path))) return;
  throw refusal(
    path,
    'a write-ahead log may be beside a name elsewhere, and there is none beside this one',
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
