import { join } from 'node:path/posix';
import { mapLimited } from './limited-parallel.ts';
import { readDirectory } from './sftp-files.ts';
import type { SftpAttributes } from './sftp-library.ts';
import type { SftpSession } from './sftp-session.ts';

const DIRECTORIES_IN_FLIGHT = 16;
/** Keys have three parts; other tools' directories may be deep. */
const DEEPEST = 8;

export interface FoundFile {
  readonly key: string;
  readonly name: string;
  readonly attributes: SftpAttributes;
}

/** Files below `base` whose key begins with `prefix`, one level of directories after the other. */
export async function findFiles(
  session: SftpSession,
  base: string,
  prefix: string,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  let directories = [prefix.slice(0, prefix.lastIndexOf('/') + 1)];
  for (let depth = 0; directories.length > 0 && depth < DEEPEST; depth += 1) {
    const contents = await mapLimited(directories, DIRECTORIES_IN_FLIGHT, (directory) =>
      namesIn(session, base, directory),
    );
    const matching = contents.flat().filter(({ key }) => key.startsWith(prefix));
    found.push(...matching.filter(({ attributes }) => attributes.isFile()));
    directories = matching.filter(({ attributes }) => attributes.isDirectory()).map(({ key }) => `${key}/`);
  }
  return found;
}

async function namesIn(session: SftpSession, base: string, directory: string): Promise<readonly FoundFile[]> {
  const path = join(base, directory);
  const names = await session.run((connection) => readDirectory(connection, path, base));
  return (names ?? []).map(({ filename: name, attrs: attributes }) => ({
    key: `${directory}${name}`,
    name,
    attributes,
  }));
}
