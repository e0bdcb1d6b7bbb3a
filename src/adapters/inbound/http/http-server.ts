import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { lookup } from 'node:dns/promises';
import { ConfigurationException } from '../../../domain/exceptions/configuration-exception.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { PROBLEM_TYPE } from './problem-document.ts';

export interface ServerLimits {
  /** From the connection, or the end of the last request, to the end of the next headers. */
  readonly headersTimeoutMs: number;
  /** The same to the end of the body. Responses have no limit. */
  readonly requestTimeoutMs: number;
  /** Idle connections are closed after this time. */
  readonly keepAliveTimeoutMs: number;
  /** Of the first two timeouts. */
  readonly checkIntervalMs: number;
  readonly maxConnections: number;
}

export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 10_000,
  checkIntervalMs: 1000,
  maxConnections: 4096,
};

const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 64;
const CLOSE_POLL_MS = 20;

const REFUSALS: Readonly<Record<string, readonly [status: string, code: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT'],
};
const MALFORMED = ['400 Bad Request', 'BAD_REQUEST'] as const;
const HOST_HINT =
  'Use 127.0.0.1 for local callers only, 0.0.0.0 or :: for all networks, or an address of this machine.';

/** Resolved once, so that the loopback check and the bind use the same address. */
export async function resolveHost(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new ConfigurationException(`api_host: ${host} is no address of this machine (${reasonOf(error)})`, {
      hint: HOST_HINT,
      details: { key: 'api_host', value: host },
      cause: error,
    });
  }
}

/** An HTTP server with limits against slow and too many clients. */
export class HttpServer {
  readonly #server: Server;

  /** @param listener e.g. `app.callback()` */
  constructor(
    listener: (request: IncomingMessage, response: ServerResponse) => unknown,
    limits: ServerLimits = DEFAULT_SERVER_LIMITS,
  ) {
    this.#server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        keepAliveTimeout: limits.keepAliveTimeoutMs,
        connectionsCheckingInterval: limits.checkIntervalMs,
        requireHostHeader: true,
      },
      listener,
    );
    this.#server.maxHeadersCount = MAX_HEADERS;
    const connections = new ConnectionLimit(limits.maxConnections);
    this.#server.on('connection', connections.onConnection);
    this.#server.on('request', connections.onRequest);
    this.#server.on('clientError', refuse);
  }

  /**
   * @param port 0: any free port
   * @returns the port
   * @throws ConfigurationException the port is in use or not permitted, or the address is not of this machine
   */
  async listen(address: string, port: number): Promise<number> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen({ host: address, port }, () => {
          this.#server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      throw cannotListen(error, address, port);
    }
    return (this.#server.address() as AddressInfo).port;
  }

  /** Accepts no more requests, waits up to `deadlineMs` for open responses, and closes the rest. */
  async close(deadlineMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    // A connection becomes idle after its response.
    const sweep = setInterval(() => {
      this.#server.closeIdleConnections();
    }, CLOSE_POLL_MS);
    const deadline = setTimeout(() => {
      this.#server.closeAllConnections();
    }, deadlineMs);
    this.#server.closeIdleConnections();
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}

/** Answers what Node's parser refused, or an incomplete request: Koa never sees either. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [statusLine, code] = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const [status = '', ...title] = statusLine.split(' ');
  const body = JSON.stringify({
    type: 'about:blank',
    title: title.join(' '),
    status: Number(status),
    detail: 'the request cannot be parsed',
    code,
    hint: 'Send a complete HTTP/1.1 request with few and short headers, without pauses.',
    details: {},
  });
  socket.end(
    `HTTP/1.1 ${statusLine}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${String(body.length)}\r\n` +
      `Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`,
  );
}

function cannotListen(error: unknown, address: string, port: number): unknown {
  const where = `${address} port ${String(port)}`;
  const details = { key: 'api_port', host: address, port };
  switch (reasonOf(error)) {
    case 'EADDRINUSE':
      return new ConfigurationException(`api_port: ${where} is in use`, {
        hint: 'Another program listens there, perhaps another backup-manager. Stop it, or choose another port.',
        details,
        cause: error,
      });
    case 'EACCES':
      return new ConfigurationException(`api_port: this user may not listen on ${where}`, {
        hint: 'Choose a port from 1024 on, or use a proxy for a lower port.',
        details,
        cause: error,
      });
    case 'EADDRNOTAVAIL':
      return new ConfigurationException(`api_host: ${address} is no address of this machine`, {
        hint: HOST_HINT,
        details: { ...details, key: 'api_host' },
        cause: error,
      });
    default:
      return error;
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
