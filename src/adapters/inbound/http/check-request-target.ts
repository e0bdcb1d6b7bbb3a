import type { Middleware } from 'koa';
import { HttpException } from './http-exception.ts';

const MAX_TARGET_LENGTH = 4096;
/** Where two of them are found, a proxy and we may each believe another one. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'origin',
  'sec-fetch-site',
  'transfer-encoding',
]);
/** What nearly every request asks for: nothing in it can be read in another way. */
const PLAIN = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;
/** An encoded slash or backslash, or a dot segment: no name of ours has them, and who resolves paths may be led astray. */
const TRAVERSAL = /%2f|%5c|\\|(?:^|\/)\.{1,2}(?:\/|$)/i;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Refuses requests whose target or headers can be read in two ways, before anything else reads them. */
export function checkRequestTarget(): Middleware {
  return (context, next) => {
    assertSingleHeaders(context.req.rawHeaders);
    assertPlainTarget(context.url);
    return next();
  };
}

function assertSingleHeaders(rawHeaders: readonly string[]): void {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.includes(name)) {
      throw new HttpException('BAD_REQUEST', `the header ${name} is there more than once`, {
        hint: 'Send it once.',
        details: { header: name },
      });
    }
    seen.push(name);
  }
}

function assertPlainTarget(target: string): void {
  if (target.length > MAX_TARGET_LENGTH) {
    throw new HttpException(
      'URI_TOO_LONG',
      `the address has more than ${String(MAX_TARGET_LENGTH)} characters`,
      {
        hint: 'Names of backups are short; take one from GET /api/backup/list.',
      },
    );
  }
  if (PLAIN.test(target)) return;
  const path = target.split('?', 1)[0] ?? '';
  const decoded = path.startsWith('/') ? decode(path) : undefined;
  if (decoded === undefined || CONTROL.test(decoded) || TRAVERSAL.test(path) || TRAVERSAL.test(decoded)) {
    throw new HttpException('BAD_REQUEST', 'the address is not a plain path', {
      hint: 'Send a path without dot segments, control characters and encoded slashes; percent-encode names as UTF-8.',
    });
  }
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
