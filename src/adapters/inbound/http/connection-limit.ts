import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './network-of.ts';

/**
 * Bounds the number of connections without letting one address keep the others out: when all places are taken, the
 * address with the most connections loses its oldest one on which no answer is under way.
 */
export class ConnectionLimit {
  readonly #maxConnections: number;
  /** Oldest first. */
  readonly #byAddress = new Map<string, Set<Socket>>();
  /** How many answers are under way on a connection. */
  readonly #answers = new Map<Socket, number>();
  #count = 0;

  constructor(maxConnections: number) {
    this.#maxConnections = maxConnections;
  }

  /** A new connection; it is closed at once where no place can be made for it. */
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
    this.#answers.set(socket, (this.#answers.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.#answers.get(socket) ?? 0) - 1;
      if (left > 0) this.#answers.set(socket, left);
      else this.#answers.delete(socket);
    });
  };

  #closeOne(newest: Socket): void {
    const most = [...this.#byAddress.entries()].reduce((left, right) =>
      right[1].size > left[1].size ? right : left,
    );
    const [address, sockets] = most;
    const idle = [...sockets].find((socket) => !this.#answers.has(socket)) ?? newest;
    // Its close event comes later; until then it must not be chosen again.
    this.#forget(idle, idle === newest ? networkOf(newest.remoteAddress ?? '') : address);
    idle.destroy();
  }

  #forget(socket: Socket, address: string): void {
    const sockets = this.#byAddress.get(address);
    if (sockets?.delete(socket) !== true) return;
    this.#count -= 1;
    this.#answers.delete(socket);
    if (sockets.size === 0) this.#byAddress.delete(address);
  }
}
