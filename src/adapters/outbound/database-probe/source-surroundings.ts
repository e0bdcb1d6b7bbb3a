import { stat } from 'node:fs/promises';
import type { DatabaseProbeFacts } from '../../../application/ports/database-probe.ts';
import { fileSystemOf } from '../sqlite-file/file-system.ts';

type Surroundings = Pick<
  DatabaseProbeFacts,
  'walBytes' | 'otherHardLinks' | 'fileSystem' | 'foreignSideFiles' | 'runsAsAnotherUser'
>;

const ROOT = 0;

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
