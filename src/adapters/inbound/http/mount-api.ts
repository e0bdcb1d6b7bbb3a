import type { Context, Middleware } from 'koa';
import { isScope, type Scope } from '../../../domain/access/scope.ts';
import { answerProblems } from './answer-problems.ts';
import type { AccessRules } from './guard-access.ts';
import { beginRequest, httpChain, type AddRoutes } from './http-chain.ts';
import { HttpException } from './http-exception.ts';
import type { HttpServices } from './http-services.ts';
import { mountPathOf, pathOf, urlBelow } from './mount-prefix.ts';
import { DEFAULT_RATE_LIMITS, RateLimits } from './rate-limits.ts';
import type { Caller, RequestState, RouteContext } from './route-context.ts';

/** Koa's own type for what `app.use` takes. */
export type KoaMiddleware = Middleware;

/** Whom the application lets in. */
export interface AuthorizedCaller {
  /** For the log and the audit record. */
  readonly name: string;
  /** What they may do; each scope includes those before it: `read`, `operate`, `admin`. */
  readonly scope: Scope;
}

/** `undefined` for who may not; what it throws is the application's to answer. */
export type Authorize = (
  context: Context,
) => AuthorizedCaller | undefined | Promise<AuthorizedCaller | undefined>;

export interface MountOptions extends Pick<AccessRules, 'identify'> {
  /** As `mountPrefix` gives it. */
  readonly prefix: string;
  /** Who calls, by the application's own rules. */
  readonly authorize: Authorize | undefined;
  /** Names in lower case, without port; none means any. */
  readonly allowedHosts: readonly string[];
  /** Aborts when the manager closes. */
  readonly signal: AbortSignal;
}

/**
 * The API as a part of somebody's Koa application. What is not the API's own goes on to the application as it came:
 * its path, its state and its failures are the application's. Where that listens, and what stands before it, is not
 * known here, so nobody is let in for being local.
 *
 * @param addRoutes what is served
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
      // What the page refers to lies below it.
      context.redirect(`${context.path.slice(context.path.lastIndexOf('/') + 1)}/`);
      return undefined;
    }
    const isAsked = authorize !== undefined && !api.isForAnyone(context.method, path);
    const caller = isAsked ? callerFrom(await authorize(context)) : undefined;
    const mountPath = mountPathOf(context.originalUrl, prefix, path);
    const own = beginOwn(context, { signal, mountPath, caller });
    const outerUrl = context.url;
    context.url = url;
    try {
      return await run(signal.aborted ? afterClosing : middleware, own);
    } finally {
      context.url = outerUrl;
    }
  };
}

/** @throws TypeError in JavaScript anything may come: who is let in by mistake is worse than a failure */
function callerFrom(given: AuthorizedCaller | undefined): AuthorizedCaller | undefined {
  const value: unknown = given ?? undefined;
  if (value === undefined) return undefined;
  const { name, scope } = value as Partial<Record<keyof AuthorizedCaller, unknown>>;
  if (typeof name === 'string' && name !== '' && isScope(scope)) return { name, scope };
  throw new TypeError(
    'authorize gives { name, scope } with the scope read, operate or admin, or undefined for who may not',
  );
}

/** The application's context to write the answer to, with a state and parameters of our own. */
function beginOwn(
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
  beginRequest(own, requestId, signal, mountPath);
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
    hint: 'Call again when the application is there again.',
    headers: { 'Retry-After': '30' },
  });
}
