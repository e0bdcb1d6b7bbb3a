import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs, FIRST_CONTACT_MS } from './repeat.ts';
import { SftpConnection } from './sftp-connection.ts';
import { SftpFailure } from './sftp-failure.ts';
import { timeoutOf, type SftpOptions } from './sftp-options.ts';

/** Waits between attempts, longer each time and with jitter, until the time limit is used up. */
export class Attempts {
  readonly #timeoutMs: number;
  #endMs: number | undefined;
  #count = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Returns when the next attempt may start.
   * @throws `error` another attempt does not help, or the time is over
   */
  async next(error: unknown): Promise<void> {
    if (!(error instanceof SftpFailure) || !error.isTransient) throw error;
    this.#endMs ??= performance.now() + this.#timeoutMs;
    this.#count += 1;
    const pauseMs = backoffMs(this.#count);
    if (performance.now() + pauseMs > this.#endMs) throw error.asFinal();
    await delay(pauseMs);
  }

  /** An attempt had success: the time limit starts again with the next failure. */
  reset(): void {
    this.#endMs = undefined;
    this.#count = 0;
  }
}

/** One connection at a time, opened on demand and again after a failure. */
export class SftpSession {
  readonly #options: SftpOptions;
  readonly #importLibrary: () => Promise<unknown>;
  #current: Promise<SftpConnection> | undefined;
  #opening: Promise<SftpConnection> | undefined;
  #hasConnected = false;

  constructor(options: SftpOptions, importLibrary: () => Promise<unknown>) {
    this.#options = options;
    this.#importLibrary = importLibrary;
  }

  attempts(): Attempts {
    const timeoutMs = timeoutOf(this.#options);
    return new Attempts(this.#hasConnected ? timeoutMs : Math.min(timeoutMs, FIRST_CONTACT_MS));
  }

  /**
   * Runs `work`, which must be repeatable, again on a new connection when the connection fails.
   * @throws SftpFailure
   */
  async run<T>(work: (connection: SftpConnection) => Promise<T>): Promise<T> {
    const attempts = this.attempts();
    for (;;) {
      try {
        return await work(await this.connection());
      } catch (error) {
        await attempts.next(error);
      }
    }
  }

  async connection(): Promise<SftpConnection> {
    const known = await this.#current?.catch(() => undefined);
    if (known?.isUsable === true) return known;
    const opening = (this.#opening ??= SftpConnection.open(this.#options, this.#importLibrary).finally(() => {
      this.#opening = undefined;
    }));
    this.#current = opening;
    const connection = await opening;
    this.#hasConnected = true;
    return connection;
  }

  async close(): Promise<void> {
    const known = await this.#current?.catch(() => undefined);
    this.#current = undefined;
    known?.close();
  }
}
