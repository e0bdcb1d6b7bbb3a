import type { Middleware } from 'koa';
import { HttpException } from './http-exception.ts';

const MAX_TARGET_LENGTH = 4096;
/** A proxy and this service could each use another one of two. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'origin',
  'sec-fetch-site',
  'transfer-encoding',
]);
/** Unambiguous, and true of nearly every request. */
const PLAIN = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;
/** An encoded slash or backslash, or a dot segment: no path here has them, and proxies resolve them differently. */
const TRAVERSAL = /%2f|%5c|\\|(?:^|\/)\.{1,2}(?:\/|$)/i;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Refuses ambiguous targets and headers before any other code reads them. */
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
      throw new HttpException('BAD_REQUEST', `the header ${name} is repeated`, {
        hint: 'Send it once.',
        details: { header: name },
      });
    }
    seen.push(name);
  }
}

function assertPlainTarget(target: string): void {
  if (target.length > MAX_TARGET_LENGTH) {
    throw new HttpException('URI_TOO_LONG', `the URL has more than ${String(MAX_TARGET_LENGTH)} characters`, {
      hint: 'Use a file name from GET /api/backup/list.',
    });
  }
  if (PLAIN.test(target)) return;
  const path = target.split('?', 1)[0] ?? '';
  const decoded = path.startsWith('/') ? decode(path) : undefined;
  if (decoded === undefined || CONTROL.test(decoded) || TRAVERSAL.test(path) || TRAVERSAL.test(decoded)) {
    throw new HttpException('BAD_REQUEST', 'the URL is not a plain path', {
      hint: 'Send a path without dot segments, control characters and encoded slashes. Percent-encode names as UTF-8.',
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
