import type { Context, Middleware } from 'koa';
import { HttpException } from './http-exception.ts';
import { isLoopbackName } from './addresses.ts';

export interface OriginRules {
  /** Bound to loopback: only its own names and the allowed hosts are accepted. */
  readonly isLoopback: boolean;
  /** Lower case, without port. */
  readonly allowedHosts: readonly string[];
}

const HOST = /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<name>[a-z0-9._-]+))(?::\d{1,5})?$/;
/** `Sec-Fetch-Site` of the service's own page, of a typed URL, and of other programs. */
const OWN_SITES: readonly string[] = ['', 'same-origin', 'none'];

/**
 * Refuses requests that a page of another site makes a browser send: through a name rebound to this address (Host), or
 * across sites (Origin, Sec-Fetch-Site).
 */
export function guardOrigin(rules: OriginRules): Middleware {
  // Most callers use the same name.
  let lastKnown: string | undefined;
  return (context, next) => {
    const host = context.req.headers.host ?? String(context.req.headers[':authority'] ?? '');
    if (host !== lastKnown) {
      assertKnownHost(host, rules);
      lastKnown = host;
    }
    assertSameSite(context);
    return next();
  };
}

function assertKnownHost(host: string, { isLoopback, allowedHosts }: OriginRules): void {
  const { ipv6, name } = HOST.exec(host.toLowerCase())?.groups ?? {};
  const known = ipv6 ?? name?.replace(/\.$/, '');
  // Not bound to loopback, every call needs a token, which no browser adds by itself.
  const isAnyAllowed = !isLoopback && allowedHosts.length === 0;
  // A loopback name cannot be rebound; the health check of a container uses it.
  if (known !== undefined && (isAnyAllowed || allowedHosts.includes(known) || isLoopbackName(known))) return;
  throw new HttpException('FORBIDDEN', 'the Host of the request is not allowed', {
    hint: 'Use the name that the service is bound to, or add the name to api_allowed_hosts.',
  });
}

function assertSameSite(context: Context): void {
  const origin = context.get('Origin');
  const site = context.get('Sec-Fetch-Site');
  const isOwn =
    typeof site === 'string' &&
    OWN_SITES.includes(site) &&
    (origin === '' || originHost(origin) === context.host.toLowerCase());
  if (isOwn || isLinkToPage(context)) return;
  throw new HttpException('FORBIDDEN', 'a page of another site sent this request', {
    hint: 'Call the API from its own page or from a program. Other sites are always refused.',
  });
}

/** Ignores the scheme: a proxy may terminate TLS. */
function originHost(origin: string): string | undefined {
  return /^https?:\/\/(?<host>[^/]+)$/.exec(origin.toLowerCase())?.groups?.['host'];
}

/** A followed link to the page: it opens in its own tab and changes nothing. */
function isLinkToPage(context: Context): boolean {
  const isNavigation =
    context.get('Sec-Fetch-Mode') === 'navigate' && context.get('Sec-Fetch-Dest') === 'document';
  return isNavigation && context.path === '/' && (context.method === 'GET' || context.method === 'HEAD');
}
