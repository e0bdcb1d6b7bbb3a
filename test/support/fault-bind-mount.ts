import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';

/** Mounts a file at another path too, as containers do; false where that is not allowed: it needs root on Linux. */
export async function bindMount(filePath: string, mountPath: string): Promise<boolean> {
  await writeFile(mountPath, '');
  return spawnSync('mount', ['--bind', filePath, mountPath], { stdio: 'ignore' }).status === 0;
}

/** Mounts a folder read-only at another path too; false where that is not allowed. */
export async function mountReadOnly(folder: string, mountPath: string): Promise<boolean> {
  await mkdir(mountPath);
  return [
    ['--bind', folder, mountPath],
    ['-o', 'remount,bind,ro', mountPath],
  ].every((options) => spawnSync('mount', options, { stdio: 'ignore' }).status === 0);
}

export function unmount(mountPath: string): void {
  spawnSync('umount', [mountPath], { stdio: 'ignore' });
}
