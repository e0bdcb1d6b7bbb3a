import { statfs } from 'node:fs/promises';

/** Magic numbers of statfs(2) on Linux. */
const NAMES: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlayfs',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
  0x6969: 'nfs',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb2',
  0x517b: 'smb',
  0x65735546: 'fuse',
  0x01021997: '9p',
};

/** File systems on local disks, whose locks and shared memory the kernel manages. */
const LOCAL = new Set(['ext4', 'xfs', 'btrfs', 'tmpfs', 'overlayfs', 'zfs', 'f2fs']);

/** The type of the file system at a path, or its magic number; `undefined` on other systems than Linux. */
export async function fileSystemOf(path: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { type } = await statfs(path);
  return NAMES[type] ?? `0x${type.toString(16)}`;
}

/** True where raw pages may be read under SQLite's locks: on Linux, on a local disk. */
export async function hasDependableLocks(path: string): Promise<boolean> {
  return LOCAL.has((await fileSystemOf(path)) ?? '');
}
