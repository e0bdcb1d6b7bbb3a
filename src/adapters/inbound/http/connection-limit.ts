import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './addresses.ts';

/**
 * Limits the number of connections. At the limit, the address with the most connections loses its oldest idle one, so
 * that one address cannot block all others.
 */
export class ConnectionLimit {
  readonly #maxConnections: number;
  /** Oldest first. */
  readonly #byAddress = new Map<string, Set<Socket>>();
  /** Number of responses in progress. */
  readonly #responses = new Map<Socket, number>();
  #count = 0;

  constructor(maxConnections: number) {
    this.#maxConnections = maxConnections;
  }

  readonly onConnection = (socket: Socket): void => {
    const address = networkOf(socket.remoteAddress ?? '');
    const sockets = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, sockets.add(socket));
    this.#count += 1;
    socket.once('close', () => {
      this.#forget(socket, address);
    });
    if (this.#count > this.#maxConnections) this.#closeOne(socket);
  };

  readonly onRequest = ({ socket }: { readonly socket: Socket }, response: ServerResponse): void => {
    this.#responses.set(socket, (this.#responses.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.#responses.get(socket) ?? 0) - 1;
      if (left > 0) this.#responses.set(socket, left);
      else this.#responses.delete(socket);
    });
  };

  #closeOne(newest: Socket): void {
    const most = [...this.#byAddress.entries()].reduce((left, right) =>
      right[1].size > left[1].size ? right : left,
    );
    const [address, sockets] = most;
    const idle = [...sockets].find((socket) => !this.#responses.has(socket)) ?? newest;
    // Its close event comes later; do not choose it again until then.
    this.#forget(idle, idle === newest ? networkOf(newest.remoteAddress ?? '') : address);
    idle.destroy();
  }

  #forget(socket: Socket, address: string): void {
    const sockets = this.#byAddress.get(address);
    if (sockets?.delete(socket) !== true) return;
    this.#count -= 1;
    this.#responses.delete(socket);
    if (sockets.size === 0) this.#byAddress.delete(address);
  }
}
