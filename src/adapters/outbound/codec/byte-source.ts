const LINE_FEED = 0x0a;

/** Reads exact numbers of bytes from a stream of chunks; keeps one chunk in memory. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async atEnd(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return true;
      this.#rest = next.value;
    }
    return false;
  }

  /** The next `count` bytes, or all that are left. */
  async takeUpTo(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let missing = count; missing > 0 && !(await this.atEnd());) {
      const piece = this.#cut(missing);
      missing -= piece.length;
      pieces.push(piece);
    }
    return joined(pieces);
  }

  /** Copies the next bytes into `target`; returns how many: fewer than its length only at the end of the stream. */
  async fill(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length && !(await this.atEnd())) {
      filled += this.#cut(target.length - filled).copy(target, filled);
    }
    return filled;
  }

  /** The bytes up to and with the next line feed; without one, `maxBytes` bytes or all that are left. */
  async takeLine(maxBytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let missing = maxBytes; missing > 0 && !(await this.atEnd());) {
      const end = this.#rest.indexOf(LINE_FEED) + 1;
      const piece = this.#cut(end === 0 ? missing : Math.min(missing, end));
      missing -= piece.length;
      pieces.push(piece);
      if (piece.at(-1) === LINE_FEED) break;
    }
    return joined(pieces);
  }

  /** @throws RangeError the stream ends before `count` bytes */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.stream(count)) pieces.push(piece);
    return joined(pieces);
  }

  /** @throws RangeError the stream ends before `count` bytes */
  async *stream(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (await this.atEnd()) throw new RangeError(`cut off: ${String(missing)} bytes are missing`);
      const piece = this.#cut(missing);
      missing -= piece.length;
      yield piece;
    }
  }

  async *rest(): AsyncGenerator<Buffer> {
    while (!(await this.atEnd())) yield this.#cut(Number.MAX_SAFE_INTEGER);
  }

  /** Reads to the end of the stream. */
  async drain(): Promise<void> {
    while (!(await this.atEnd())) this.#cut(Number.MAX_SAFE_INTEGER);
  }

  /** Ends the stream, which releases its file. */
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
