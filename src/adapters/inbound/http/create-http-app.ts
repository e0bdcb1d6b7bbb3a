import Koa from 'koa';
import { ApiRouter } from './api-router.ts';
import type { HttpServices } from './http-services.ts';
import { addApiRoutes } from './routes/api.routes.ts';
import type { RequestState } from './route-context.ts';

export interface HttpAppOptions {
  /** Aborts when the service stops: what is under way is cancelled. */
  readonly signal: AbortSignal;
}

/** The API as a Koa application; nothing listens yet. */
export function createHttpApp(services: HttpServices, options: HttpAppOptions): Koa<RequestState> {
  options.signal.throwIfAborted();
  const app = new Koa<RequestState>();
  const api = new ApiRouter(() => (_context, next) => next());
  addApiRoutes(api, services);
  app.use(api.router.routes());
  return app;
}
