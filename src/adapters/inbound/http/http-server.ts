import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { lookup } from 'node:dns/promises';
import { ConfigurationException } from '../../../domain/exceptions/configuration-exception.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { PROBLEM_TYPE } from './problem-document.ts';

/** What one connection, and all of them, may take. */
export interface ServerLimits {
  /** From the connection, or the end of the last request, to the end of the next one's headers. */
  readonly headersTimeoutMs: number;
  /** The same to the end of its body. Answers may take as long as they need. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing was asked for as long is closed. */
  readonly keepAliveTimeoutMs: number;
  /** How often the first two are looked at. */
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
/** Idle connections that a stopping service waits for are closed at once; the others have their answers to finish. */
const CLOSE_POLL_MS = 20;

const REFUSALS: Readonly<Record<string, readonly [status: string, code: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT'],
};
const MALFORMED = ['400 Bad Request', 'BAD_REQUEST'] as const;

/** The address that a host name stands for, so that what is decided about it is decided about what is bound. */
export async function resolveHost(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new ConfigurationException(`api_host: ${host} is no address of this machine (${reasonOf(error)})`, {
      hint: 'Use 127.0.0.1 for this machine alone, 0.0.0.0 or :: for everybody, or an address of this machine.',
      details: { key: 'api_host', value: host },
      cause: error,
    });
  }
}

/** A listening socket with the patience that a service for strangers needs. */
export class HttpServer {
  readonly #server: Server;

  /** @param listener what answers, e.g. `app.callback()` */
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
   * @param address as `resolveHost` gives it
   * @param port 0 takes any that is free
   * @returns the port
   * @throws ConfigurationException the port is taken or not this user's to take, or the address is not this machine's
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

  /** Takes no more requests, waits for the answers under way, at most `deadlineMs`, and closes what is left. */
  async close(deadlineMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    // A connection whose answer goes out now becomes idle later.
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

/** What Node's parser refused, or what never came to its end; there is no request that could be answered. */
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
    detail: 'this is no request that could be read',
    code,
    hint: 'Send a whole HTTP/1.1 request, with few and short headers, without pauses.',
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
        hint: 'Another service listens there, perhaps another backup-manager: stop it, or choose another port.',
        details,
        cause: error,
      });
    case 'EACCES':
      return new ConfigurationException(`api_port: this user may not listen on ${where}`, {
        hint: 'Choose a port from 1024 on, and put a proxy in front for the others.',
        details,
        cause: error,
      });
    case 'EADDRNOTAVAIL':
      return new ConfigurationException(`api_host: ${address} is no address of this machine`, {
        hint: 'Use 127.0.0.1 for this machine alone, 0.0.0.0 or :: for everybody, or an address of this machine.',
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
