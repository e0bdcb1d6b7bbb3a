import type { ServerResponse } from 'node:http';
import type { Caller, RequestState } from './route-context.ts';

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
