import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as forward,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';

/** A request as a test selects it. */
export interface ProxiedRequest {
  readonly method: string;
  /** With the query: `/bucket/key?partNumber=1`. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export type Fault =
  /** Answered by the proxy; the server does not see it. `code` becomes the error of an XML document. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code?: string;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends after so many bytes of the request's body; the server sees the same. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number }
  /** The connection ends after so many bytes of the answer's body. */
  | { readonly kind: 'cut-answer'; readonly afterBytes: number }
  /** The server handles the request; the connection ends before the answer. */
  | { readonly kind: 'lose-answer' }
  /** The request waits in the proxy. */
  | { readonly kind: 'hold-request'; readonly until: Promise<unknown> }
  /** The server handles the request; its answer waits in the proxy. */
  | { readonly kind: 'hold-answer'; readonly until: Promise<unknown> };

interface Rule {
  readonly matches: (request: ProxiedRequest) => boolean;
  readonly fault: Fault;
  left: number;
  readonly onUse: () => void;
}

/** PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Forwards HTTP requests to a server on this machine, and fails them as a test says. */
export class FaultProxy {
  /** All requests that came, in order. */
  readonly requests: ProxiedRequest[] = [];
  readonly #target: URL;
  readonly #server: Server;
  readonly #protocol: string;
  readonly #agent = new Agent({ keepAlive: true });
  #rules: Rule[] = [];
  #port = 0;

  private constructor(target: string, certificate: Certificate | undefined) {
    this.#target = new URL(target);
    this.#protocol = certificate === undefined ? 'http' : 'https';
    const handle = (request: IncomingMessage, answer: ServerResponse): void => {
      this.#handle(request, answer).catch(() => request.socket.destroy());
    };
    this.#server = certificate === undefined ? createServer(handle) : createTlsServer(certificate, handle);
  }

  /** @param certificate of a TLS server */
  static async start(target: string, certificate?: Certificate): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, certificate);
    await proxy.accept();
    return proxy;
  }

  get url(): string {
    return `${this.#protocol}://127.0.0.1:${String(this.#port)}`;
  }

  /**
   * Fails the next requests that match; an earlier rule comes first.
   * @returns resolves when the rule is used for the first time
   */
  fail(matches: Rule['matches'], fault: Fault, times = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#rules.push({ matches, fault, left: times, onUse: resolve });
    });
  }

  /** From now on all requests pass. */
  clear(): void {
    this.#rules = [];
    this.requests.length = 0;
  }

  /** Listens again after `refuse`, on the same port. */
  async accept(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses new connections and ends the open ones. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.refuse();
    this.#agent.destroy();
  }

  async #handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
    };
    this.requests.push(seen);
    const fault = this.#faultFor(seen);
    if (fault?.kind === 'answer') {
      // A client that still sends would see a reset instead of the answer.
      request.resume();
      await once(request, 'end');
      answerWith(answer, fault);
      return;
    }
    if (fault?.kind === 'hold-request') await fault.until;
    const outgoing = this.#forward(request);
    // The client has left.
    answer.on('close', () => answer.writableFinished || outgoing.destroy());
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    const sent = pass(request, outgoing, fault?.kind === 'cut-request' ? fault.afterBytes : Infinity);
    // A server may answer before it has read the whole request.
    const [incoming] = await Promise.race([answered, sent.then(() => answered)]);
    incoming.on('error', () => undefined);
    if (fault?.kind === 'hold-answer') await fault.until;
    if (fault?.kind === 'lose-answer') throw new Error('lost');
    answer.writeHead(incoming.statusCode ?? 0, incoming.headers);
    answer.flushHeaders();
    // Swift sends a body after some headers for HEAD: Node ends that connection with an error.
    if (seen.method === 'HEAD') answer.end();
    else await pass(incoming, answer, fault?.kind === 'cut-answer' ? fault.afterBytes : Infinity);
  }

  #forward(request: IncomingMessage): ClientRequest {
    const { method, url, headers } = request;
    const { hostname, port } = this.#target;
    const target = { host: hostname, port, method, path: url, headers, agent: this.#agent };
    const outgoing = forward(target);
    let isAnswered = false;
    outgoing.once('response', () => (isAnswered = true));
    return outgoing.on('error', () => isAnswered || request.socket.destroy());
  }

  #faultFor(request: ProxiedRequest): Fault | undefined {
    const rule = this.#rules.find(({ left, matches }) => left > 0 && matches(request));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    rule.onUse();
    return rule.fault;
  }
}

function answerWith(answer: ServerResponse, fault: Extract<Fault, { kind: 'answer' }>): void {
  const { status, code, body, headers } = fault;
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code ?? ''}</Code><Message>of ${code ?? ''}</Message></Error>`;
  answer.writeHead(status, { 'content-type': 'application/xml', ...headers });
  answer.end(body ?? (code === undefined ? '' : xml));
}

/** Copies a body to its end; rejects after so many bytes, or when its sender fails. */
function pass(from: IncomingMessage, to: Writable, cutBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = cutBytes;
    const cut = new Error('cut');
    if (left === 0) reject(cut);
    from.on('data', (chunk: Buffer) => {
      // A receiver that has left: the rest is dropped.
      const isFull = left > 0 && to.writable && !to.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) reject(cut);
      if (isFull) from.pause();
    });
    to.on('drain', () => from.resume()).on('close', () => from.resume());
    from.on('error', reject).on('end', () => {
      if (left <= 0) return;
      to.end();
      resolve();
    });
  });
}
