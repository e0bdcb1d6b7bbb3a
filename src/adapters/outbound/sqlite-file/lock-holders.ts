import { readFile, stat } from 'node:fs/promises';

/** A process that holds POSIX locks on a database's files. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
  /** `write` when it holds at least one write lock. */
  readonly lock: 'read' | 'write';
}

const LOCK = /POSIX\s+\S+\s+(?<kind>READ|WRITE)\s+(?<pid>\d+)\s+[0-9a-f]+:[0-9a-f]+:(?<inode>\d+)\s/;

/**
 * Other processes with locks on a database's main file or `-shm`. Linux only, and only processes of this pid namespace;
 * elsewhere the list is empty. Source: proc(5), `/proc/locks`.
 */
export async function findLockHolders(databasePath: string): Promise<readonly LockHolder[]> {
  if (process.platform !== 'linux') return [];
  const inodes = await inodesOf(databasePath);
  const table = await readFile('/proc/locks', 'utf8').catch(() => '');
  const locks = new Map<number, LockHolder['lock']>();
  for (const line of table.split('\n')) {
    const found = LOCK.exec(line)?.groups;
    if (found?.['inode'] === undefined || !inodes.has(found['inode'])) continue;
    const pid = Number(found['pid']);
    if (pid <= 0 || pid === process.pid) continue;
    locks.set(pid, found['kind'] === 'WRITE' ? 'write' : (locks.get(pid) ?? 'read'));
  }
  return Promise.all([...locks].map(async ([pid, lock]) => ({ pid, command: await commandOf(pid), lock })));
}

/**
 * The processes that block access, for error messages: `python3 (pid 4711)`. Readers, where no process holds a write
 * lock.
 */
export async function lockHolders(databasePath: string): Promise<readonly string[]> {
  const holders = await findLockHolders(databasePath);
  const writers = holders.filter(({ lock }) => lock === 'write');
  return (writers.length > 0 ? writers : holders).map(
    ({ command, pid }) => `${command} (pid ${String(pid)})`,
  );
}

async function inodesOf(databasePath: string): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  for (const suffix of ['', '-shm']) {
    await stat(databasePath + suffix).then(
      ({ ino }) => inodes.add(String(ino)),
      () => undefined,
    );
  }
  return inodes;
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${String(pid)}/comm`, 'utf8').catch(() => 'a process')).trim();
}
