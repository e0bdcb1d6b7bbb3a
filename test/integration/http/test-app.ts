import { InMemoryAccessTokens } from '../../../src/adapters/outbound/access-tokens/in-memory-access-tokens.ts';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import type { ApiRouter, RouteDefinition } from '../../../src/adapters/inbound/http/api-router.ts';
import { createHttpApp, type HttpAppOptions } from '../../../src/adapters/inbound/http/create-http-app.ts';
import {
  DEFAULT_SERVER_LIMITS,
  HttpServer,
  type ServerLimits,
} from '../../../src/adapters/inbound/http/http-server.ts';
import type { HttpServices } from '../../../src/adapters/inbound/http/http-services.ts';
import { Authenticator } from '../../../src/application/access/authenticator.ts';
import { IssueAccessToken } from '../../../src/application/issue-access-token.ts';
import type { ObservedRequest } from '../../../src/application/ports/metrics.ts';
import { SCOPES, type Scope } from '../../../src/domain/access/scope.ts';

export interface TestApp {
  readonly url: string;
  readonly port: number;
  readonly logger: InMemoryLogger;
  readonly clock: ManualClock;
  readonly observed: readonly ObservedRequest[];
  /** A token of each scope, and one that expires in an hour. */
  readonly secrets: Readonly<Record<Scope | 'brief', string>>;
  readonly stopping: AbortController;
  readonly server: HttpServer;
  close(): Promise<void>;
}

export interface TestAppOptions extends Partial<HttpAppOptions> {
  readonly routes?: readonly RouteDefinition[];
  readonly serverLimits?: Partial<ServerLimits>;
}

export const HOUR_MS = 3_600_000;

/** A route that answers 200 with who called. */
export function routeOf(changes: Partial<RouteDefinition> = {}): RouteDefinition {
  return {
    method: 'GET',
    path: '/thing',
    scope: 'read',
    withoutToken: 'local',
    handle: (context) => {
      context.body = { caller: context.state.caller.name };
    },
    ...changes,
  };
}

/** The room as it is, with routes of the test's own, on a port of its own. */
export async function startTestApp({
  routes = [routeOf()],
  serverLimits = {},
  ...options
}: TestAppOptions = {}): Promise<TestApp> {
  const logger = new InMemoryLogger('debug');
  const clock = new ManualClock();
  const observed: ObservedRequest[] = [];
  const accessTokens = new InMemoryAccessTokens();
  const issue = new IssueAccessToken({ accessTokens, clock });
  const inAnHour = new Date(clock.now().getTime() + HOUR_MS);
  const issued = SCOPES.map((scope) => issue.execute({ scope, name: `the-${scope}`, expires: undefined }));
  const brief = issue.execute({ scope: 'admin', name: 'the-brief', expires: inAnHour });
  const known = [...issued, brief];
  const authenticator = new Authenticator(
    { accessTokens, clock },
    known.map(({ token }) => token),
  );
  const stopping = new AbortController();
  const services = {
    logger,
    clock,
    metrics: {
      observeRequest: (request: ObservedRequest) => {
        observed.push(request);
      },
    },
  } as unknown as HttpServices;
  const app = createHttpApp(
    services,
    {
      identify: (secret) => authenticator.identify(secret),
      hasConfiguredTokens: true,
      isLoopback: true,
      allowedHosts: [],
      trustProxy: false,
      signal: stopping.signal,
      ...options,
    },
    (router: ApiRouter) => {
      for (const route of routes) router.route(route);
    },
  );
  const server = new HttpServer(app.callback(), { ...DEFAULT_SERVER_LIMITS, ...serverLimits });
  const port = await server.listen('127.0.0.1', 0);
  const [read = '', operate = '', admin = ''] = issued.map(({ secret }) => secret);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    port,
    logger,
    clock,
    observed,
    secrets: { read, operate, admin, brief: brief.secret },
    stopping,
    server,
    close: () => server.close(500),
  };
}

export function bearer(secret: string): { readonly Authorization: string } {
  return { Authorization: `Bearer ${secret}` };
}
