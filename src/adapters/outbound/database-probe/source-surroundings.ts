import { stat } from 'node:fs/promises';
import type { DatabaseProbeFacts } from '../../../application/ports/database-probe.ts';
import { fileSystemOf } from '../sqlite-file/file-system.ts';
import { SIDE_FILES } from '../files/database-files.ts';

type Surroundings = Pick<
  DatabaseProbeFacts,
  'walBytes' | 'otherHardLinks' | 'fileSystem' | 'foreignSideFiles' | 'runsAsAnotherUser'
>;

const ROOT = 0;

/** Facts about a source's side files, owners, links and file system; opens no file. */
export async function surroundingsOf(path: string): Promise<Surroundings> {
  const main = await stat(path);
  const sides = await Promise.all(
    SIDE_FILES.map(async (suffix) => {
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
    // SQLite gives side files to the database's owner only when it runs as root.
    runsAsAnotherUser: uid !== undefined && uid !== ROOT && uid !== main.uid,
  };
}
