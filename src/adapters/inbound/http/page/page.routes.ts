import type { ApiRouter } from '../api-router.ts';
import { HttpException } from '../http-exception.ts';
import type { RouteContext } from '../route-context.ts';
import { readPageFiles, type PageEncoding, type PageFile } from './page-files.ts';

type PageFiles = ReadonlyMap<string, PageFile>;

const DOCUMENT = '/index.html';
/** Their names tell nothing of their content, as those of assets do. */
const PLAIN_FILES = ['/theme.js', '/favicon.svg', '/THIRD-PARTY-LICENSES.txt'];
const ASSETS = '/assets/:name';
const FOREVER = 'public, max-age=31536000, immutable';
/** Kept, but asked for again each time: a new version is there at once, and an unchanged one costs a 304. */
const ASK_AGAIN = 'no-cache';

/**
 * The page, for anyone: its files hold no data, and it has to be there to sign in with.
 * @param directory where it was built to
 */
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
        send(context, wanted(await files(), fileAt(context.path)), cacheControl);
      },
    });
  };
  add('/', () => DOCUMENT, ASK_AGAIN);
  for (const path of PLAIN_FILES) add(path, () => path, ASK_AGAIN);
  add(ASSETS, (path) => path, FOREVER);
}

function wanted(files: PageFiles, path: string): PageFile {
  const file = files.get(path);
  if (file !== undefined) return file;
  if (files.size === 0) {
    throw new HttpException('NOT_FOUND', 'the page is not part of this installation', {
      hint: 'Build it with "npm run build". The API is there without it: GET /openapi.json tells what it can do.',
    });
  }
  throw new HttpException('NOT_FOUND', `the page has no ${path}`, {
    hint: 'It belongs to another version: load the page anew.',
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
  // Before the body: one without a type is looked through for HTML.
  context.type = file.mediaType;
  if (encoding !== 'identity') context.set('Content-Encoding', encoding);
  context.body = file.bodies.get(encoding);
}

/** The smallest that the caller takes. */
function encodingFor(context: RouteContext, { bodies }: PageFile): PageEncoding {
  const taken = (['br', 'gzip'] as const).find(
    (encoding) => bodies.has(encoding) && context.acceptsEncodings(encoding) === encoding,
  );
  return taken ?? 'identity';
}
