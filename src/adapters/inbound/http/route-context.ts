import type { RouterContext } from '@koa/router';
import type { ServerResponse } from 'node:http';
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

const ANONYMOUS: Caller = { name: 'anonymous', scope: undefined };

export class CurrentRequest implements RequestState {
  readonly requestId: string;
  readonly mountPath: string;
  caller: Caller = ANONYMOUS;
  route?: string;
  auditTarget?: string;
  readonly #response: ServerResponse;
  readonly #stopping: AbortSignal;
  #signal: AbortSignal | undefined;

  /** @param stopping aborts when the service stops */
  constructor(requestId: string, response: ServerResponse, stopping: AbortSignal, mountPath: string) {
    this.requestId = requestId;
    this.mountPath = mountPath;
    this.#response = response;
    this.#stopping = stopping;
  }

  /** Created on demand: most requests need none. */
  get signal(): AbortSignal {
    this.#signal ??= this.#watch();
    return this.#signal;
  }

  #watch(): AbortSignal {
    const controller = new AbortController();
    const response = this.#response;
    const stop = (): void => {
      controller.abort();
    };
    if (this.#stopping.aborted || response.destroyed) stop();
    this.#stopping.addEventListener('abort', stop);
    response.once('close', () => {
      // The service's signal lives longer than the request: a listener would leak.
      this.#stopping.removeEventListener('abort', stop);
      if (!response.writableFinished) stop();
    });
    return controller.signal;
  }
}
