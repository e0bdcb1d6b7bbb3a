/**
 * Reads an announced number of bytes from a stream of pieces into buffers. A piece is copied at once: the source may
 * use its memory again.
 */
export class PieceReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #sizeBytes: number;
  readonly #signal: AbortSignal;
  #rest: Uint8Array = new Uint8Array();
  #readBytes = 0;
  /** Ends the read of a piece that has not come yet. */
  #rejectNext: ((reason: unknown) => void) | undefined;

  /** @param signal ends a read with its reason, also while no piece comes */
  constructor(bytes: AsyncIterable<Uint8Array>, sizeBytes: number, signal: AbortSignal) {
    this.#source = bytes[Symbol.asyncIterator]();
    this.#sizeBytes = sizeBytes;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#rejectNext?.(signal.reason), { once: true });
  }

  /**
   * Fills the whole buffer.
   * @throws WrongSizeError the bytes end earlier
   * @throws what the source throws, or the signal's reason
   */
  async fill(buffer: Uint8Array): Promise<void> {
    for (let position = 0; position < buffer.length;) {
      if (!(await this.#hasMore())) throw new WrongSizeError(this.#readBytes, this.#sizeBytes);
      const piece = this.#rest.subarray(0, buffer.length - position);
      buffer.set(piece, position);
      this.#rest = this.#rest.subarray(piece.length);
      position += piece.length;
      this.#readBytes += piece.length;
    }
  }

  /** @throws WrongSizeError more bytes come */
  async expectEnd(): Promise<void> {
    if (await this.#hasMore()) throw new WrongSizeError(this.#readBytes + this.#rest.length, this.#sizeBytes);
  }

  /** Ends the source. One that is still busy with a piece ends after it. */
  async close(): Promise<void> {
    const closed = Promise.resolve(this.#source.return?.()).catch(() => undefined);
    if (this.#rejectNext === undefined) await closed;
  }

  async #hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      this.#signal.throwIfAborted();
      const { done, value } = await this.#next();
      if (done === true) return false;
      this.#rest = value;
    }
    return true;
  }

  #next(): Promise<IteratorResult<Uint8Array, unknown>> {
    // Not a race with one promise for all pieces: that promise would keep something of every piece.
    return new Promise((resolve, reject) => {
      this.#rejectNext = reject;
      this.#source
        .next()
        .finally(() => {
          this.#rejectNext = undefined;
        })
        .then(resolve, reject);
    });
  }
}

/** The source gave another number of bytes than announced. */
export class WrongSizeError extends Error {
  readonly receivedBytes: number;

  constructor(receivedBytes: number, announcedBytes: number) {
    super(`${String(receivedBytes)} bytes came, ${String(announcedBytes)} were announced`);
    this.name = 'WrongSizeError';
    this.receivedBytes = receivedBytes;
  }
}
