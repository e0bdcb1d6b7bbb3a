/** Reads a stream of chunks as exact numbers of bytes, keeping one chunk in memory at a time. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** True when no byte is left. */
  async atEnd(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return true;
      this.#rest = next.value;
    }
    return false;
  }

  /** The next `count` bytes in one piece, or all that are left when there are fewer. */
  async takeUpTo(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let missing = count; missing > 0 && !(await this.atEnd());) {
      const piece = this.#cut(missing);
      missing -= piece.length;
      pieces.push(piece);
    }
    return joined(pieces);
  }

  /**
   * The next `count` bytes in one piece.
   * @throws RangeError the stream ends before
   */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.stream(count)) pieces.push(piece);
    return joined(pieces);
  }

  /**
   * The next `count` bytes in pieces as they come.
   * @throws RangeError the stream ends before
   */
  async *stream(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (await this.atEnd()) throw new RangeError(`cut off: ${String(missing)} bytes are missing`);
      const piece = this.#cut(missing);
      missing -= piece.length;
      yield piece;
    }
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Buffer> {
    while (!(await this.atEnd())) yield this.#cut(Number.MAX_SAFE_INTEGER);
  }

  /** Lets the stream go of what it holds. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #cut(mostBytes: number): Buffer {
    const piece = this.#rest.subarray(0, mostBytes);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}

function joined(pieces: Buffer[]): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
