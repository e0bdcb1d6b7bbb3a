import { Router, type RouterMiddleware } from '@koa/router';
import type { Scope } from '../../../domain/access/scope.ts';
import type { RequestState, RouteContext } from './route-context.ts';

export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As @koa/router writes it, e.g. `/api/backup/verify/:filename`. */
  readonly path: string;
  /** What a token must allow. */
  readonly scope: Scope;
  /**
   * Who needs none: `anyone` anywhere; `local` callers, while the service is bound to loopback, no token is configured
   * and no proxy is in between; `nobody`.
   */
  readonly withoutToken: 'anyone' | 'local' | 'nobody';
  /** Counts against the caller's allowance of expensive calls. */
  readonly isExpensive?: boolean;
  /** The verb of the audit record, e.g. `restore`. Every route that writes or hands data out has one. */
  readonly audit?: string;
  readonly handle: (context: RouteContext) => Promise<void> | void;
}

/** The routes, each with who may call it: a route without that does not compile. */
export class ApiRouter {
  readonly definitions: RouteDefinition[] = [];
  readonly router = new Router<RequestState>();
  readonly #guard: (route: RouteDefinition) => RouterMiddleware<RequestState>;

  /** @param guard what stands before a route's handler */
  constructor(guard: (route: RouteDefinition) => RouterMiddleware<RequestState>) {
    this.#guard = guard;
  }

  route(definition: RouteDefinition): void {
    this.definitions.push(definition);
    this.router.register(
      definition.path,
      [definition.method],
      [
        this.#guard(definition),
        async (context) => {
          await definition.handle(context);
        },
      ],
    );
  }
}
