import type { ApiRouter } from '../api-router.ts';
import { HttpException } from '../http-exception.ts';
import type { RouteContext } from '../route-context.ts';
import { readPageFiles, type PageEncoding, type PageFile } from './page-files.ts';

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
