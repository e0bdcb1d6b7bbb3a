import { spawnSync } from 'node:child_process';
import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, removeFolder } from './database-fixtures.ts';

/** A real disk of one mebibyte that can be filled and made read-only. */
export interface SmallDisk {
  readonly directory: string;
  /** Leaves this many bytes free, rounded down to blocks. */
  fill(leaveBytes: number): Promise<void>;
  makeReadOnly(): void;
  dispose(): Promise<void>;
}

/** `undefined` where mounting is not allowed: it needs root on Linux. */
export async function mountSmallDisk(): Promise<SmallDisk | undefined> {
  const directory = await makeFolder();
  const mount = (...args: string[]): boolean =>
    spawnSync('mount', [...args, directory], { stdio: 'ignore' }).status === 0;
  if (!mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs')) {
    await removeFolder(directory);
    return undefined;
  }
  return {
    directory,
    fill: async (leaveBytes) => {
      const { bavail, bsize } = await statfs(directory);
      await writeFile(join(directory, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
    },
    makeReadOnly: () => {
      if (!mount('-o', 'remount,ro')) throw new Error('not made read-only');
    },
    dispose: async () => {
      spawnSync('umount', [directory]);
      await removeFolder(directory);
    },
  };
}
