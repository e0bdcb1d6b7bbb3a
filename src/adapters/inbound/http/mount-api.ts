import type { Context, Middleware } from 'koa';
import { isScope, type Scope } from '../../../domain/access/scope.ts';
import { answerProblems } from './answer-problems.ts';
import type { AccessRules } from './guard-access.ts';
import { httpChain, startRequest, type AddRoutes } from './http-chain.ts';
import { HttpException } from './http-exception.ts';
import type { HttpServices } from './http-services.ts';
import { mountPathOf, pathOf, urlBelow } from './mount-prefix.ts';
import { DEFAULT_RATE_LIMITS, RateLimits } from './rate-limits.ts';
import type { Caller, RequestState, RouteContext } from './route-context.ts';

/** Koa's own type for what `app.use` takes. */
export type KoaMiddleware = Middleware;

export interface AuthorizedCaller {
  /** Shown in the log and the audit records. */
  readonly name: string;
  /** Each scope includes the ones before it: `read`, `operate`, `admin`. */
  readonly scope: Scope;
}

/** `undefined` refuses the caller. The application handles what it throws. */
export type Authorize = (
  context: Context,
) => AuthorizedCaller | undefined | Promise<AuthorizedCaller | undefined>;

export interface MountOptions extends Pick<AccessRules, 'identify'> {
  /** A result of `mountPrefix`. */
  readonly prefix: string;
  readonly authorize: Authorize | undefined;
  /** Lower case, without port; an empty list allows any. */
  readonly allowedHosts: readonly string[];
  /** Aborts when the manager closes. */
  readonly signal: AbortSignal;
}

/**
 * The API as a part of a Koa application. Other requests reach the application unchanged, with its own path, state and
 * failures. The address of the application and its proxies are unknown here, so local callers have no extra rights.
 */
export function mountApi(services: HttpServices, options: MountOptions, addRoutes: AddRoutes): Middleware {
  const { prefix, authorize, identify, allowedHosts, signal } = options;
  const limits = new RateLimits(DEFAULT_RATE_LIMITS);
  const rules = { identify, limits, isOpenToLocal: false, isLoopback: false, allowedHosts };
  const { middleware, api } = httpChain(services, rules, addRoutes);
  const afterClosing = [answerProblems(services.logger), refuseClosed];
  return async (context, next) => {
    const url = urlBelow(prefix, context.url);
    if (url === undefined) return next() as Promise<unknown>;
    const path = pathOf(url);
    if (api.methodsAt(path).length === 0) return next() as Promise<unknown>;
    if (path === '/' && !context.path.endsWith('/')) {
      // The page has relative links.
      context.redirect(`${context.path.slice(context.path.lastIndexOf('/') + 1)}/`);
      return undefined;
    }
    const isGuarded = authorize !== undefined && !api.isForAnyone(context.method, path);
    const caller = isGuarded ? callerFrom(await authorize(context)) : undefined;
    const mountPath = mountPathOf(context.originalUrl, prefix, path);
    const own = ownContext(context, { signal, mountPath, caller });
    const outerUrl = context.url;
    context.url = url;
    try {
      return await run(signal.aborted ? afterClosing : middleware, own);
    } finally {
      context.url = outerUrl;
    }
  };
}

/** @throws TypeError a JavaScript caller can return anything, and a failure is better than wrong access */
function callerFrom(given: AuthorizedCaller | undefined): AuthorizedCaller | undefined {
  const value: unknown = given ?? undefined;
  if (value === undefined) return undefined;
  const { name, scope } = value as Partial<Record<keyof AuthorizedCaller, unknown>>;
  if (typeof name === 'string' && name !== '' && isScope(scope)) return { name, scope };
  throw new TypeError(
    'authorize must return { name, scope } with the scope read, operate or admin, or undefined to refuse',
  );
}

/** The application's context, with a state and parameters of our own. */
function ownContext(
  context: Context,
  {
    signal,
    mountPath,
    caller,
  }: { readonly signal: AbortSignal; readonly mountPath: string; readonly caller: Caller | undefined },
): RouteContext {
  const own = Object.create(context) as RouteContext;
  Object.assign(own, { params: {}, matched: undefined });
  const requestId = context.response.get('X-Request-Id') || context.get('X-Request-Id');
  startRequest(own, requestId, signal, mountPath);
  if (caller !== undefined) own.state.caller = caller;
  return own;
}

async function run(
  chain: readonly Middleware<RequestState>[],
  context: RouteContext,
  index = 0,
): Promise<unknown> {
  return chain[index]?.(context, () => run(chain, context, index + 1));
}

function refuseClosed(): never {
  throw new HttpException('UNAVAILABLE', 'the backup manager of this application has been closed', {
    hint: 'Call again after the application has restarted.',
    headers: { 'Retry-After': '30' },
  });
}
