import { readFile, stat } from 'node:fs/promises';

/**
 * Who holds POSIX locks on a database's files, for error messages: `python3 (pid 4711)`. Linux only, and only
 * processes of this pid namespace; elsewhere the list is empty. Source: proc(5), `/proc/locks`.
 */
export async function lockHolders(databasePath: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const inodes = new Set<string>();
  for (const suffix of ['', '-shm']) {
    await stat(databasePath + suffix).then(
      ({ ino }) => inodes.add(String(ino)),
      () => undefined,
    );
  }
  const table = await readFile('/proc/locks', 'utf8').catch(() => '');
  const pids = new Set<number>();
  for (const line of table.split('\n')) {
    const lock = /POSIX\s+\S+\s+WRITE\s+(?<pid>\d+)\s+[0-9a-f]+:[0-9a-f]+:(?<inode>\d+)\s/.exec(line)?.groups;
    if (lock?.['inode'] === undefined || !inodes.has(lock['inode'])) continue;
    const pid = Number(lock['pid']);
    if (pid > 0 && pid !== process.pid) pids.add(pid);
  }
  return Promise.all([...pids].map(describe));
}

async function describe(pid: number): Promise<string> {
  const name = await readFile(`/proc/${String(pid)}/comm`, 'utf8').catch(() => 'a process');
  return `${name.trim()} (pid ${String(pid)})`;
}
