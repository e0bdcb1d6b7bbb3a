import { scopeCovers, type Scope } from '../../../domain/access/scope.ts';
import type { Identification } from '../../../application/access/authenticator.ts';
import type { RouteDefinition } from './api-router.ts';
import { HttpException } from './http-exception.ts';
import { isLoopbackAddress } from './addresses.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Caller, RouteContext } from './route-context.ts';

export interface AccessRules {
  /** Bound to loopback, no token configured, no proxy expected: local callers need no token. */
  readonly isOpenToLocal: boolean;
  readonly limits: RateLimits;
  /** `undefined`: the embedding application identifies the caller. */
  readonly identify: ((secret: string) => Identification) | undefined;
}

export type AccessNeeds = Pick<RouteDefinition, 'scope' | 'withoutToken' | 'isExpensive' | 'admit'>;

const REALM = 'Bearer realm="backup-manager"';
/** The alphabet of RFC 6750, limited to the length of our tokens. */
const BEARER = /^Bearer +(?<secret>[A-Za-z0-9._~+/-]{1,256}=*)$/i;
/** A proxy forwarded the request: its socket address is not the caller's. */
const FORWARDING_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** @throws HttpException 401, 403 or 429 */
export async function authorize(
  context: RouteContext,
  needs: AccessNeeds,
  rules: AccessRules,
): Promise<void> {
  if (needs.withoutToken !== 'anyone') {
    const known = await authenticate(context, rules);
    if (known !== undefined) context.state.caller = known;
    if (!mayCall(needs, known?.scope, () => isLocalCaller(context, rules))) {
      if (known !== undefined) throw scopeTooSmall(known.scope, needs);
      const admitted = needs.admit?.(context);
      if (admitted === undefined) throw unknownCaller(context, rules);
      context.state.caller = admitted;
    }
  }
  if (needs.isExpensive === true) await rules.limits.spendCall(context.state.caller, context.ip);
}

/**
 * The rule of every route, except for one-time links.
 * @param scope `undefined`: the caller is unknown
 */
export function mayCall(
  needs: Pick<AccessNeeds, 'scope' | 'withoutToken'>,
  scope: Scope | undefined,
  isLocal: () => boolean,
): boolean {
  if (needs.withoutToken === 'anyone') return true;
  if (scope !== undefined) return scopeCovers(scope, needs.scope);
  return needs.withoutToken === 'local' && isLocal();
}

/** `undefined` for a caller without a token, or unknown to the application. */
async function authenticate(
  context: RouteContext,
  rules: AccessRules,
): Promise<(Caller & { readonly scope: Scope }) | undefined> {
  const { name, scope } = context.state.caller;
  if (scope !== undefined) return { name, scope };
  const header = context.get('Authorization');
  // If the application identifies the caller, it also owns the header.
  if (header === '' || rules.identify === undefined) return undefined;
  await rules.limits.assertMayAuthenticate(context.ip);
  const secret = BEARER.exec(header)?.groups?.['secret'];
  const found: Identification = secret === undefined ? { result: 'unknown' } : rules.identify(secret);
  if (found.result === 'known') return { name: found.token.name, scope: found.token.scope };
  await rules.limits.countFailure(context.ip);
  throw new HttpException(
    'UNAUTHORIZED',
    found.result === 'expired' ? 'the token has expired' : 'the token is unknown',
    {
      hint: 'Send "Authorization: Bearer TOKEN". "backup-manager token create" creates a token.',
      headers: { 'WWW-Authenticate': `${REALM}, error="invalid_token"` },
    },
  );
}

function scopeTooSmall(scope: Scope, needs: AccessNeeds): HttpException {
  return new HttpException('FORBIDDEN', `the scope ${needs.scope} is needed; the caller has ${scope}`, {
    hint: `Call with a token of the scope ${needs.scope}.`,
    headers: { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${needs.scope}"` },
    details: { needed_scope: needs.scope, scope },
  });
}

function isLocalCaller(context: RouteContext, { isOpenToLocal }: AccessRules): boolean {
  const isDirect = FORWARDING_HEADERS.every((name) => context.req.headers[name] === undefined);
  return isOpenToLocal && isDirect && isLoopbackAddress(context.socket.remoteAddress ?? '');
}

function unknownCaller(context: RouteContext, { identify }: AccessRules): HttpException {
  if (identify === undefined) {
    return new HttpException('UNAUTHORIZED', `${context.method} ${context.path} needs a known caller`, {
      hint: 'Sign in to the application that this API is part of.',
    });
  }
  return new HttpException('UNAUTHORIZED', `${context.method} ${context.path} needs a token`, {
    hint: 'Send "Authorization: Bearer TOKEN". Without api_tokens the service stores a token in .state/api-token of its backup directory.',
    headers: { 'WWW-Authenticate': REALM },
  });
}
