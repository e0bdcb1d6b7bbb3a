import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { KIB } from '../../../domain/units.ts';
import { SFTP_STATUS, SftpFailure, requestFailure } from './sftp-failure.ts';
import { loadSftpClient, type Done, type SftpChannel, type SftpClient } from './sftp-library.ts';
import { portOf, timeoutOf, type SftpOptions } from './sftp-options.ts';

const SAFE_BYTES = 31 * KIB;

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'EPIPE',
]);

interface ConnectError extends Error {
  readonly code?: string | number;
  /** The phase of ssh2 that failed. */
  readonly level?: string;
}

/** One SSH connection with one SFTP channel. It keeps the process alive only while a request waits for its answer. */
export class SftpConnection {
  readonly #client: SftpClient;
  readonly #channel: SftpChannel;
  readonly #socket: Socket;
  /** Rejects the requests that wait. */
  readonly #waiting = new Set<(failure: SftpFailure) => void>();
  /** Files that are open now. */
  openHandles = 0;
  #failure: SftpFailure | undefined;
  #isCorked = false;

  private constructor(client: SftpClient, channel: SftpChannel, socket: Socket) {
    this.#client = client;
    this.#channel = channel;
    this.#socket = socket;
    const ended = () => this.#end(connectionEnded('the connection ended'));
    client.client.on('error', ended);
    channel.on('error', ended);
    channel.on('close', ended);
    socket.on('close', ended);
    socket.on('timeout', () => this.#onTimeout());
    socket.unref();
  }

  /** @throws SftpFailure */
  static async open(options: SftpOptions, importLibrary: () => Promise<unknown>): Promise<SftpConnection> {
    const ClientClass = await loadSftpClient(importLibrary);
    const ignore = () => undefined;
    const client = new ClientClass('sftp', { error: ignore, end: ignore, close: ignore });
    // The client's own errors have less detail.
    let firstError: ConnectError | undefined;
    client.client.on('error', (error) => (firstError ??= error));
    const socket = connect({ host: options.host, port: portOf(options), noDelay: true });
    socket.setTimeout(timeoutOf(options), () => {
      if (firstError === undefined) socket.destroy(timedOut());
    });
    let seen = '';
    try {
      const channel = await client.connect({
        sock: socket,
        username: options.user,
        privateKey: options.privateKey,
        passphrase: options.passphrase,
        agent: options.agent,
        password: options.password,
        readyTimeout: timeoutOf(options),
        hostVerifier: (key) => {
          seen = fingerprintOf(key);
          return seen === options.hostFingerprint.replace(/=+$/, '');
        },
      });
      // Otherwise each small request waits 40 ms for an acknowledgement.
      client.client.setNoDelay(true);
      socket.removeAllListeners('timeout');
      return new SftpConnection(client, channel, socket);
    } catch (error) {
      socket.destroy();
      throw connectFailure(firstError ?? (error as ConnectError), seen, options);
    }
  }

  /** The most bytes in one request. Every server takes 31 KiB; OpenSSH takes more, and has less to do then. */
  get limits(): { readonly readBytes: number; readonly writeBytes: number } {
    const { _maxReadLen: readBytes = SAFE_BYTES, _maxWriteLen: writeBytes = SAFE_BYTES } = this.#channel;
    return { readBytes, writeBytes };
  }

  get isUsable(): boolean {
    return this.#failure === undefined;
  }

  /**
   * Sends one request and waits for its answer.
   * @throws SftpFailure
   */
  request<T>(path: string, send: (channel: SftpChannel, done: Done<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      if (this.#waiting.size === 0) this.#socket.ref();
      this.#waiting.add(reject);
      const done: Done<T> = (error, value) => {
        this.#waiting.delete(reject);
        if (this.#waiting.size === 0 && this.isUsable) this.#socket.unref();
        if (error) reject(requestFailure(error, path));
        else resolve(value);
      };
      this.#sendTogether();
      try {
        send(this.#channel, done);
      } catch (error) {
        // The library throws at once where the server does not have an extension.
        done(
          Object.assign(new Error('unsupported', { cause: error }), { code: SFTP_STATUS.unsupported }),
          undefined as T,
        );
      }
    });
  }

  /** The requests of one turn of the event loop go to the system in one call. */
  #sendTogether(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#client.client.end();
    this.#end(connectionEnded('the connection was closed'));
  }

  #onTimeout(): void {
    if (this.#waiting.size > 0) this.#end(timedOut());
    else if (this.openHandles === 0) this.close();
  }

  #end(failure: SftpFailure): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    for (const reject of this.#waiting) reject(failure);
    this.#waiting.clear();
    this.#socket.destroySoon();
    if (failure.reason === 'timeout') this.#socket.destroy();
  }
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function connectionEnded(message: string): SftpFailure {
  return new SftpFailure(message, { reason: 'unreachable', isTransient: true });
}

function timedOut(): SftpFailure {
  return new SftpFailure('the server does not answer', { reason: 'timeout', isTransient: true });
}

function connectFailure(error: ConnectError, seen: string, options: SftpOptions): SftpFailure {
  if (error instanceof SftpFailure) return error;
  const { hostFingerprint } = options;
  if (seen !== '' && seen !== hostFingerprint.replace(/=+$/, ''))
    return new SftpFailure(`the server has the host key ${seen}, not ${hostFingerprint}`, {
      reason: 'credentials',
      hint: 'Compare it with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the server. If it is right, set it as host_fingerprint; if not, another machine answers.',
      cause: error,
    });
  if (error.level === 'client-timeout') return timedOut();
  if (error.level === 'client-authentication' || error.level === 'agent')
    return new SftpFailure(`the server refuses the credentials of ${options.user}`, {
      reason: 'credentials',
      cause: error,
    });
  // Thrown before the first byte is sent.
  if (/privateKey|passphrase/i.test(error.message))
    return new SftpFailure('the private key or its passphrase is not valid', { reason: 'credentials' });
  const { code } = error;
  const isTransient = typeof code !== 'string' || TRANSIENT_CODES.has(code) || code.startsWith('ERR_');
  const what = typeof code === 'string' && !code.startsWith('ERR_') ? code : 'the connection ended early';
  return new SftpFailure(`cannot connect: ${what}`, { reason: 'unreachable', isTransient, cause: error });
}
