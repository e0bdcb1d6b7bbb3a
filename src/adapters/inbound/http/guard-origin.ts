import type { Context, Middleware } from 'koa';
import { HttpException } from './http-exception.ts';
import { isLoopbackName } from './loopback.ts';

export interface OriginRules {
  /** Bound to loopback: no names but its own and the allowed ones are good. */
  readonly isLoopback: boolean;
  /** Names in lower case, without port. */
  readonly allowedHosts: readonly string[];
}

const HOST = /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<name>[a-z0-9._-]+))(?::\d{1,5})?$/;
/** What a browser says of its own pages, and of what a person typed. */
const OWN_SITES: readonly string[] = ['', 'same-origin', 'none'];

/**
 * Refuses what a web page of somebody else's makes a browser send here: by a name that was rebound to this address
 * (Host), or straight across sites (Origin, Sec-Fetch-Site).
 */
export function guardOrigin(rules: OriginRules): Middleware {
  // Callers go by one name, mostly.
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
  // Beyond loopback every call needs a token, and no browser adds that by itself: names matter where some are listed.
  const isAnyGood = !isLoopback && allowedHosts.length === 0;
  // A name of this machine cannot have been rebound; a container's own health check calls by it.
  if (known !== undefined && (isAnyGood || allowedHosts.includes(known) || isLoopbackName(known))) return;
  throw new HttpException('FORBIDDEN', 'this service does not answer to that Host', {
    hint: 'Call it by the name it is bound to, or add the name to api_allowed_hosts.',
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
    hint: 'Call the API from its own page or from a program; other sites are never let in.',
  });
}

/** The scheme is not compared: TLS may end in front of us. */
function originHost(origin: string): string | undefined {
  return /^https?:\/\/(?<host>[^/]+)$/.exec(origin.toLowerCase())?.groups?.['host'];
}

/** Somebody followed a link to the page: it shows itself, in a tab of its own, and does nothing. */
function isLinkToPage(context: Context): boolean {
  const isNavigation =
    context.get('Sec-Fetch-Mode') === 'navigate' && context.get('Sec-Fetch-Dest') === 'document';
  return isNavigation && context.path === '/' && (context.method === 'GET' || context.method === 'HEAD');
}
