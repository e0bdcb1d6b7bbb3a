import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ApiRouter } from './api-router.ts';
import { HttpException } from './http-exception.ts';
import type { RouteContext } from './route-context.ts';

type PageFiles = ReadonlyMap<string, PageFile>;

const DOCUMENT = '/index.html';
/** Without a digest in the name, unlike assets. */
const PLAIN_FILES = ['/theme.js', '/favicon.svg', '/THIRD-PARTY-LICENSES.txt'];
const ASSETS = '/assets/:name';
const FOREVER = 'public, max-age=31536000, immutable';
/** Cached, but revalidated each time: a new version is used at once, an unchanged one costs a 304. */
const REVALIDATE = 'no-cache';

/** Open to anyone: the files contain no data, and the page is needed to sign in. */
export function addPageRoutes(router: Pick<ApiRouter, 'route'>, directory: string): void {
  let known: PageFiles | undefined;
  const files = async (): Promise<PageFiles> => {
    const found = known ?? (await readPageFiles(directory));
    if (found.size > 0) known = found;
    return found;
  };
  const add = (path: string, fileAt: (path: string) => string, cacheControl: string): void => {
    router.route({
      method: 'GET',
      path,
      scope: 'read',
      withoutToken: 'anyone',
      handle: async (context) => {
        send(context, fileFrom(await files(), fileAt(context.path)), cacheControl);
      },
    });
  };
  add('/', () => DOCUMENT, REVALIDATE);
  for (const path of PLAIN_FILES) add(path, () => path, REVALIDATE);
  add(ASSETS, (path) => path, FOREVER);
}

function fileFrom(files: PageFiles, path: string): PageFile {
  const file = files.get(path);
  if (file !== undefined) return file;
  if (files.size === 0) {
    throw new HttpException('NOT_FOUND', 'the page is not part of this installation', {
      hint: 'Build it with "npm run build". The API works without it: GET /openapi.json describes it.',
    });
  }
  throw new HttpException('NOT_FOUND', `the page has no ${path}`, {
    hint: 'The file belongs to another version. Reload the page.',
  });
}

function send(context: RouteContext, file: PageFile, cacheControl: string): void {
  const encoding = encodingFor(context, file);
  context.status = 200;
  context.vary('Accept-Encoding');
  context.etag = encoding === 'identity' ? file.digest : `${file.digest}-${encoding}`;
  context.set('Cache-Control', cacheControl);
  if (context.fresh) {
    context.status = 304;
    return;
  }
  // Before the body: Koa inspects a body without a type for HTML.
  context.type = file.mediaType;
  if (encoding !== 'identity') context.set('Content-Encoding', encoding);
  context.body = file.bodies.get(encoding);
}

/** The smallest that the caller accepts. */
function encodingFor(context: RouteContext, { bodies }: PageFile): PageEncoding {
  const accepted = (['br', 'gzip'] as const).find(
    (encoding) => bodies.has(encoding) && context.acceptsEncodings(encoding) === encoding,
  );
  return accepted ?? 'identity';
}

/** HTTP encodings and the file extensions of the compressed copies. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
type PageEncoding = keyof typeof ENCODINGS | 'identity';

interface PageFile {
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
async function readPageFiles(directory: string): Promise<ReadonlyMap<string, PageFile>> {
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
