import Koa from 'koa';
import type { Identification } from '../../../application/access/authenticator.ts';
import { answerTogether } from './answer-together.ts';
import { beginRequest, httpChain, type AddRoutes } from './http-chain.ts';
import type { HttpServices } from './http-services.ts';
import { DEFAULT_RATE_LIMITS, RateLimits, type RateLimitNumbers } from './rate-limits.ts';
import { addApiRoutes } from './routes/api.routes.ts';
import type { RequestState } from './route-context.ts';

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

/**
 * The API as a Koa application; nothing listens yet.
 * @param addRoutes what is served
 */
export function createHttpApp(
  services: HttpServices,
  options: HttpAppOptions,
  addRoutes: AddRoutes = addApiRoutes,
): Koa<RequestState> {
  const { identify, isLoopback, hasConfiguredTokens, trustProxy, allowedHosts, signal } = options;
  const rules = {
    identify,
    isOpenToLocal: isLoopback && !hasConfiguredTokens && !trustProxy,
    limits: new RateLimits(options.limits ?? DEFAULT_RATE_LIMITS),
    isLoopback,
    allowedHosts,
  };
  // Only the address that our own proxy added is believed, not what the caller wrote before it.
  const app = new Koa<RequestState>({ proxy: trustProxy, maxIpsCount: 1 });
  app.use(answerTogether());
  app.use((context, next) => {
    beginRequest(context, context.get('X-Request-Id'), signal, '');
    return next();
  });
  for (const middleware of httpChain(services, rules, addRoutes).middleware) app.use(middleware);
  // Failures of the socket, after the answer was begun: the caller has gone.
  app.on('error', (error: unknown) => {
    services.logger.debug('an answer broke off', {
      reason: error instanceof Error ? error.message : String(error),
    });
  });
  return app;
}
