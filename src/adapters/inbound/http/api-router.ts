import { Router } from '@koa/router';
import type { Middleware } from 'koa';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Caller, RequestState, RouteContext } from './route-context.ts';

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
  /**
   * Another proof than a token, such as a link that is good once: who it lets in, or `undefined`. Asked only where no
   * token was shown.
   */
  readonly admit?: (context: RouteContext) => Caller | undefined;
  /** Counts against the caller's allowance of expensive calls. */
  readonly isExpensive?: boolean;
  /** The verb of the audit record, e.g. `restore`. Every route that writes or hands data out has one. */
  readonly audit?: string;
  readonly handle: (context: RouteContext) => Promise<void> | void;
}

/** The routes, each with who may call it: a route without that does not compile. */
export class ApiRouter {
  readonly definitions: RouteDefinition[] = [];
  readonly #router = new Router<RequestState>();
  /** Routes without parameters, by method and path. */
  readonly #exact = new Map<string, RouteDefinition>();
  readonly #perform: (route: RouteDefinition, context: RouteContext) => Promise<void>;

  /** @param perform lets the caller in, or not, and has the route handle the request */
  constructor(perform: (route: RouteDefinition, context: RouteContext) => Promise<void>) {
    this.#perform = perform;
  }

  route(definition: RouteDefinition): void {
    this.definitions.push(definition);
    if (!definition.path.includes(':'))
      this.#exact.set(keyOf(definition.method, definition.path), definition);
    this.#router.register(definition.path, [definition.method], (context) =>
      this.#perform(definition, context),
    );
  }

  /**
   * The middleware that finds a request's route. Monitoring asks for few paths, and often: the router would try the
   * pattern of every route on each of them, which costs more than all our other middleware.
   */
  routes(): Middleware<RequestState> {
    const find = this.#router.routes() as Middleware<RequestState>;
    return (context, next) => {
      const route = this.#exact.get(keyOf(context.method, context.path));
      if (route === undefined) return find(context, next) as Promise<unknown>;
      const routed = context as unknown as RouteContext;
      routed.params = {};
      return this.#perform(route, routed);
    };
  }

  /** Whether nobody needs to say who they are there. */
  isForAnyone(method: string, path: string): boolean {
    const asked = method === 'HEAD' ? 'GET' : method;
    const found = this.#router.match(path, asked).pathAndMethod.at(-1)?.path;
    const route = this.definitions.find((one) => one.path === found && one.method === asked);
    return route?.withoutToken === 'anyone';
  }

  /** The methods that are answered at a path; empty where there is no route. */
  methodsAt(path: string): readonly string[] {
    const methods = this.#router.match(path, 'OPTIONS').path.flatMap((layer) => layer.methods);
    return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])].sort();
  }
}

/** What is served to GET is to HEAD; Koa leaves the body out. */
function keyOf(method: string, path: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${path}`;
}
