import { stat, statfs } from 'node:fs/promises';
import type { DatabaseProbeFacts } from '../../../application/ports/database-probe.ts';

type Surroundings = Pick<
  DatabaseProbeFacts,
  'walBytes' | 'otherHardLinks' | 'fileSystem' | 'foreignSideFiles' | 'runsAsAnotherUser'
>;

const ROOT = 0;

/** Magic numbers of statfs(2) on Linux, for the file systems whose locks or shared memory matter. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlayfs',
  0x6969: 'nfs',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb2',
  0x517b: 'smb',
  0x65735546: 'fuse',
  0x01021997: '9p',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
};

/** What surrounds a source file: its side files and their owners, its links, its file system. Nothing is opened. */
export async function surroundingsOf(path: string): Promise<Surroundings> {
  const main = await stat(path);
  const sides = await Promise.all(
    ['-wal', '-shm', '-journal'].map(async (suffix) => {
      const facts = await stat(path + suffix).catch(() => undefined);
      return { name: path + suffix, suffix, facts };
    }),
  );
  const uid = process.getuid?.();
  return {
    walBytes: sides.find(({ suffix }) => suffix === '-wal')?.facts?.size ?? 0,
    otherHardLinks: main.nlink - 1,
    fileSystem: await fileSystemOf(path),
    foreignSideFiles: sides
      .filter(({ facts }) => facts !== undefined && (facts.uid !== main.uid || facts.gid !== main.gid))
      .map(({ name }) => name),
    // SQLite gives side files that root creates to the database's owner; other users it cannot.
    runsAsAnotherUser: uid !== undefined && uid !== ROOT && uid !== main.uid,
  };
}

async function fileSystemOf(path: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { type } = await statfs(path);
  return FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`;
}
