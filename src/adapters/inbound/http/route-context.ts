import type { RouterContext } from '@koa/router';
import type { Scope } from '../../../domain/access/scope.ts';

/** Who asks. */
export interface Caller {
  /** The token's name; `anonymous` for one who showed none. */
  readonly name: string;
  /** What its token may do; `undefined` for one who showed none. */
  readonly scope: Scope | undefined;
}

/** What the room's own middleware knows of a request by the time a route sees it. */
export interface RequestState {
  readonly requestId: string;
  /** Where in an application the API is mounted, e.g. `/admin`; empty at its root and in the service. */
  readonly mountPath: string;
  /** Known once the route let it in. */
  caller: Caller;
  /** Aborts when the caller hangs up before the answer is out, and when the service stops. */
  readonly signal: AbortSignal;
  /** The route's pattern; `undefined` where none was found. */
  route?: string;
  /** What a write is about, for the audit record: a file's name, a database's. The path, while a route says nothing. */
  auditTarget?: string;
}

/** What a route's handler gets: Koa's context with our state, and the parameters of the path, decoded once. */
export type RouteContext = RouterContext<RequestState>;
