import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  readonly text: string;
}

/** Sends bytes as they are: what no HTTP client would send. Resolves when the other side closes. */
export function rawRequest(port: number, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      for (const part of parts) socket.write(part);
    });
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    // A reset after the answer is the other side's way to say that it had enough.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve({ status: statusOf(text), text });
    });
  });
}

/** A connection that stays open. */
export function openSocket(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress }, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function statusOf(text: string): number {
  return Number(/^HTTP\/1\.1 (?<status>\d{3}) /.exec(text)?.groups?.['status'] ?? 0);
}
