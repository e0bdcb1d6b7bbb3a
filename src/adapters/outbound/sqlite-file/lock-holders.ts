import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** A process that holds POSIX locks on a database's files. */
interface LockHolder {
  readonly pid: number;
  readonly command: string;
  /** `write` when it holds at least one write lock. */
  readonly lock: 'read' | 'write';
}

interface PosixLock {
  readonly pid: number;
  readonly lock: LockHolder['lock'];
  readonly inode: string;
  readonly first: number;
  readonly last: number;
}

/** SQLite's EXCLUSIVE lock is a write lock over these bytes (SHARED_FIRST and SHARED_SIZE of os.h). */
const SHARED_FIRST = 0x40000002;

const LOCK =
  /POSIX\s+\S+\s+(?<kind>READ|WRITE)\s+(?<pid>\S+)\s+[0-9a-f]+:[0-9a-f]+:(?<inode>\d+)\s+(?<first>\d+)\s+(?<last>\d+|EOF)/;

/**
 * True when a process is known to hold SQLite's EXCLUSIVE lock on a main file: the only lock under which a rollback-mode
 * writer changes it. `false` is no evidence. It opens no file of the database, so no lock of this process is dropped.
 */
export function isExclusivelyLocked(inode: bigint): boolean {
  return posixLocks().some(
    (held) =>
      held.lock === 'write' &&
      held.inode === String(inode) &&
      held.first <= SHARED_FIRST &&
      SHARED_FIRST <= held.last,
  );
}

/** Other processes with locks on a database's main file or `-shm`. */
export async function findLockHolders(databasePath: string): Promise<readonly LockHolder[]> {
  const inodes = await inodesOf(databasePath);
  const locks = new Map<number, LockHolder['lock']>();
  for (const { pid, lock, inode } of posixLocks()) {
    if (!inodes.has(inode) || !(pid > 0) || pid === process.pid) continue;
    locks.set(pid, lock === 'write' ? 'write' : (locks.get(pid) ?? 'read'));
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

/** Only Linux has the table, with the processes of this pid namespace. Source: proc(5), `/proc/locks`. */
function posixLocks(): readonly PosixLock[] {
  return lockTable()
    .split('\n')
    .flatMap((line) => {
      const found = LOCK.exec(line)?.groups;
      if (found?.['inode'] === undefined) return [];
      return [
        {
          pid: Number(found['pid']),
          lock: found['kind'] === 'WRITE' ? 'write' : 'read',
          inode: found['inode'],
          first: Number(found['first']),
          last: found['last'] === 'EOF' ? Infinity : Number(found['last']),
        },
      ];
    });
}

function lockTable(): string {
  try {
    return process.platform === 'linux' ? readFileSync('/proc/locks', 'utf8') : '';
  } catch {
    return '';
  }
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
