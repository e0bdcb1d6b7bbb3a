import type { RouterContext } from '@koa/router';
import type { Scope } from '../../../domain/access/scope.ts';

export interface Caller {
  /** Name of the token; `anonymous` without a token. */
  readonly name: string;
  /** `undefined` without a token. */
  readonly scope: Scope | undefined;
}

export interface RequestState {
  readonly requestId: string;
  /** Path of the API in an embedding application, e.g. `/admin`; empty at its root and in the service. */
  readonly mountPath: string;
  /** Set when the request is authorized. */
  caller: Caller;
  /** Aborts when the caller closes the connection before the response, and when the service stops. */
  readonly signal: AbortSignal;
  /** Pattern of the route. */
  route?: string;
  /** File or database of a write, for the audit record; default: the path. */
  auditTarget?: string;
}

/** Koa's context with our state and the decoded path parameters. */
export type RouteContext = RouterContext<RequestState>;
