import { readFileSync } from 'node:fs';

/** SQLite's EXCLUSIVE lock is a write lock over these bytes (SHARED_FIRST and SHARED_SIZE of os.h). */
const SHARED_FIRST = 0x40000002;

const LOCK =
  /POSIX\s+\S+\s+WRITE\s+\S+\s+[0-9a-f]+:[0-9a-f]+:(?<inode>\d+)\s+(?<first>\d+)\s+(?<last>\d+|EOF)/;

/**
 * True when a process is known to hold SQLite's EXCLUSIVE lock on a main file: the only lock under which a rollback-mode
 * writer changes it. Reads only the kernel's table, so no lock of this process is dropped.
 *
 * `false` is no evidence: the table shows Linux processes of this pid namespace only.
 * Source: proc(5), `/proc/locks`
 */
export function isExclusivelyLocked(inode: bigint): boolean {
  return lockTable()
    .split('\n')
    .some((line) => {
      const lock = LOCK.exec(line)?.groups;
      if (lock?.['inode'] !== String(inode)) return false;
      const last = lock['last'] === 'EOF' ? Infinity : Number(lock['last']);
      return Number(lock['first']) <= SHARED_FIRST && SHARED_FIRST <= last;
    });
}

function lockTable(): string {
  try {
    return process.platform === 'linux' ? readFileSync('/proc/locks', 'utf8') : '';
  } catch {
    return '';
  }
}
