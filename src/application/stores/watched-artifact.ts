import type { OpenArtifact } from '../ports/backup-store.ts';

/** Counts the bytes, and remembers whether a failure is the source's own. */
export class WatchedArtifact implements OpenArtifact {
  problem: unknown;
  readonly #addBytes: (count: number) => void;
  #artifact: OpenArtifact | undefined;

  constructor(addBytes: (count: number) => void) {
    this.#addBytes = addBytes;
  }

  get sizeBytes(): number {
    return this.#opened.sizeBytes;
  }

  get #opened(): OpenArtifact {
    if (this.#artifact === undefined) throw new TypeError('the artifact is not open');
    return this.#artifact;
  }

  async open(open: () => Promise<OpenArtifact>): Promise<void> {
    try {
      this.#artifact = await open();
    } catch (error) {
      this.problem = error;
      throw error;
    }
  }

  async *read(start: number, end: number): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of this.#opened.read(start, end)) {
        this.#addBytes(piece.length);
        yield piece;
      }
    } catch (error) {
      this.problem = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#artifact?.close();
  }
}
