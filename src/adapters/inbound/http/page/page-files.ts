import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** HTTP encodings and the file extensions of the compressed copies. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
export type PageEncoding = keyof typeof ENCODINGS | 'identity';

export interface PageFile {
  readonly mediaType: string;
  /** The content in each available encoding. */
  readonly bodies: ReadonlyMap<PageEncoding, Buffer>;
  /** Changes with the content. */
  readonly digest: string;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The files of the built page by path (`/index.html`), in memory (less than 1 MB): replacing the files while the
 * service runs must not mix two versions.
 *
 * @returns empty if there is no such directory
 */
export async function readPageFiles(directory: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await namesIn(directory);
  const read = names.flatMap((name) => {
    const mediaType = MEDIA_TYPES[extname(name)];
    return mediaType === undefined ? [] : [readPageFile(directory, name, names, mediaType)];
  });
  return new Map(await Promise.all(read));
}

async function readPageFile(
  directory: string,
  name: string,
  names: readonly string[],
  mediaType: string,
): Promise<readonly [string, PageFile]> {
  const original = await readFile(join(directory, name));
  const bodies = new Map<PageEncoding, Buffer>([['identity', original]]);
  for (const encoding of ['br', 'gzip'] as const) {
    const encoded = name + ENCODINGS[encoding];
    if (names.includes(encoded)) bodies.set(encoding, await readFile(join(directory, encoded)));
  }
  const digest = createHash('sha256').update(original).digest('base64url').slice(0, 22);
  return [`/${name.replaceAll('\\', '/')}`, { mediaType, bodies, digest }];
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
