import { Router } from '@koa/router';
import type { Middleware } from 'koa';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Caller, RequestState, RouteContext } from './route-context.ts';

export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In the syntax of @koa/router, e.g. `/api/backup/verify/:filename`. */
  readonly path: string;
  /** Scope that the caller needs. */
  readonly scope: Scope;
  /**
   * Callers that need no token. `local`: on this machine, while the service is bound to loopback, no token is
   * configured and no proxy forwards the request.
   */
  readonly withoutToken: 'anyone' | 'local' | 'nobody';
  /** Another credential than a token, such as a one-time link. Called only for requests without a token. */
  readonly admit?: (context: RouteContext) => Caller | undefined;
  /** Counts against the rate limit of expensive calls. */
  readonly isExpensive?: boolean;
  /** Verb of the audit record, e.g. `restore`. Required for routes that write or return backup data. */
  readonly audit?: string;
  readonly handle: (context: RouteContext) => Promise<void> | void;
}

export class ApiRouter {
  readonly definitions: RouteDefinition[] = [];
  readonly #router = new Router<RequestState>();
  /** Routes without parameters, by method and path. */
  readonly #exact = new Map<string, RouteDefinition>();
  readonly #perform: (route: RouteDefinition, context: RouteContext) => Promise<void>;

  /** @param perform authorizes the caller and calls the route */
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
   * Finds the route of a request. Monitoring polls a few paths often. The router would try every pattern for them,
   * which costs more than all other middleware here.
   */
  routes(): Middleware<RequestState> {
    const byPattern = this.#router.routes() as Middleware<RequestState>;
    return (context, next) => {
      const route = this.#exact.get(keyOf(context.method, context.path));
      if (route === undefined) return byPattern(context, next) as Promise<unknown>;
      const routed = context as unknown as RouteContext;
      routed.params = {};
      return this.#perform(route, routed);
    };
  }

  /** Whether the route needs no token. */
  isForAnyone(method: string, path: string): boolean {
    const effective = method === 'HEAD' ? 'GET' : method;
    const found = this.#router.match(path, effective).pathAndMethod.at(-1)?.path;
    const route = this.definitions.find((one) => one.path === found && one.method === effective);
    return route?.withoutToken === 'anyone';
  }

  /** Empty if there is no route. */
  methodsAt(path: string): readonly string[] {
    const methods = this.#router.match(path, 'OPTIONS').path.flatMap((layer) => layer.methods);
    return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])].sort();
  }
}

/** HEAD uses the route of GET; Koa omits the body. */
function keyOf(method: string, path: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${path}`;
}
