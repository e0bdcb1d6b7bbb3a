import Koa from 'koa';
import type { Identification } from '../../../application/access/authenticator.ts';
import { accessLog } from './access-log.ts';
import { answerProblems } from './answer-problems.ts';
import { ApiRouter, type RouteDefinition } from './api-router.ts';
import { onRecord } from './audit-trail.ts';
import { admit, type AccessNeeds, type AccessRules } from './guard-access.ts';
import { guardOrigin } from './guard-origin.ts';
import { guardTarget } from './guard-target.ts';
import { HttpException } from './http-exception.ts';
import type { HttpServices } from './http-services.ts';
import { OngoingRequest } from './ongoing-request.ts';
import { DEFAULT_RATE_LIMITS, RateLimits, type RateLimitNumbers } from './rate-limits.ts';
import { requestIdOf } from './request-id.ts';
import { addApiRoutes } from './routes/api.routes.ts';
import type { RequestState, RouteContext } from './route-context.ts';
import { securityHeaders } from './security-headers.ts';

export interface HttpAppOptions {
  /** Whose secret a token is. */
  readonly identify: (secret: string) => Identification;
  /** Whether the configuration has tokens; one that was made at first start does not count. */
  readonly hasConfiguredTokens: boolean;
  /** Whether the service is bound to a loopback address. */
  readonly isLoopback: boolean;
  /** Names besides the loopback ones, lower case, without port; beyond loopback none means any. */
  readonly allowedHosts: readonly string[];
  /** Believe X-Forwarded-For and X-Forwarded-Proto: a proxy, and nobody else, reaches this service. */
  readonly trustProxy: boolean;
  /** Aborts when the service stops: what is under way is cancelled. */
  readonly signal: AbortSignal;
  readonly limits?: RateLimitNumbers;
}

/** A path without a route tells its caller so only if a route would have. */
const UNROUTED: AccessNeeds = { scope: 'read', withoutToken: 'local' };

/**
 * The API as a Koa application; nothing listens yet.
 * @param addRoutes what is served
 */
export function createHttpApp(
  services: HttpServices,
  options: HttpAppOptions,
  addRoutes: (router: ApiRouter, services: HttpServices) => void = addApiRoutes,
): Koa<RequestState> {
  const { logger } = services;
  const rules: AccessRules = {
    identify: options.identify,
    isOpenToLocal: options.isLoopback && !options.hasConfiguredTokens && !options.trustProxy,
    limits: new RateLimits(options.limits ?? DEFAULT_RATE_LIMITS),
  };
  // Only the address that our own proxy added is believed, not what the caller wrote before it.
  const app = new Koa<RequestState>({ proxy: options.trustProxy, maxIpsCount: 1 });
  const api = new ApiRouter((route, context) => {
    context.state.route = route.path;
    const { audit } = route;
    if (audit === undefined) return perform(route, context, rules);
    return onRecord(context, audit, logger, () => perform(route, context, rules));
  });
  addRoutes(api, services);
  app.use(beginRequest(options.signal));
  app.use(accessLog(services));
  app.use(securityHeaders());
  app.use(answerProblems(logger));
  app.use(guardTarget());
  app.use(guardOrigin(options));
  app.use(api.routes());
  app.use(answerUnrouted(api, rules));
  // Failures of the socket, after the answer was begun: the caller has gone.
  app.on('error', (error: unknown) => {
    logger.debug('an answer broke off', { reason: error instanceof Error ? error.message : String(error) });
  });
  return app;
}

/** Whoever may is served. */
async function perform(route: RouteDefinition, context: RouteContext, rules: AccessRules): Promise<void> {
  await admit(context, route, rules);
  await route.handle(context);
}

function beginRequest(stopping: AbortSignal): Koa.Middleware<RequestState> {
  return (context, next) => {
    const requestId = requestIdOf(context.get('X-Request-Id'));
    context.state = new OngoingRequest(requestId, context.res, stopping);
    context.res.setHeader('X-Request-Id', requestId);
    context.res.setHeader('Cache-Control', 'no-store');
    return next();
  };
}

/** No route, or none for this method. */
function answerUnrouted(api: ApiRouter, rules: AccessRules): Koa.Middleware<RequestState> {
  return async (context) => {
    await admit(context as RouteContext, UNROUTED, rules);
    const allowed = api.methodsAt(context.path);
    if (allowed.length === 0) {
      throw new HttpException('NOT_FOUND', `there is nothing at ${context.path}`, {
        hint: 'GET /openapi.json tells what there is.',
      });
    }
    context.set('Allow', allowed.join(', '));
    if (context.method === 'OPTIONS') {
      context.status = 204;
      return;
    }
    throw new HttpException('METHOD_NOT_ALLOWED', `${context.method} means nothing here`, {
      hint: `Use one of ${allowed.join(', ')}.`,
    });
  };
}
