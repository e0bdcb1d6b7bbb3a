import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';

/** Makes a file appear at another path too, as containers do; false where that is not allowed: it takes root on Linux. */
export async function bindMount(filePath: string, mountPath: string): Promise<boolean> {
  await writeFile(mountPath, '');
  return spawnSync('mount', ['--bind', filePath, mountPath], { stdio: 'ignore' }).status === 0;
}

/** Makes a folder appear at another path too, where nothing in it can be changed; false where that is not allowed. */
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
