import { readFile, stat } from 'node:fs/promises';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { usesWal } from './side-file-ownership.ts';

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
