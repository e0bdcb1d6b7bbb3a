/** A part of a file: decoded as a whole in parallel with others, or streamed alone. */
export type Part = { readonly decode: () => Promise<Buffer> } | { readonly stream: AsyncIterable<Buffer> };

/**
 * Decodes up to `inFlight` parts in parallel and yields their contents in order. It reads no further part while the
 * consumer is busy, which bounds the memory. When it ends, every decode that it started has ended.
 */
export async function* decodeInOrder(parts: AsyncIterable<Part>, inFlight: number): AsyncGenerator<Buffer> {
  const pending: Promise<Buffer>[] = [];
  try {
    for await (const part of parts) {
      if ('stream' in part) {
        yield* settled(pending);
        yield* part.stream;
        continue;
      }
      const piece = part.decode();
      // It is awaited later or never: do not report its failure as unhandled.
      piece.catch(() => undefined);
      pending.push(piece);
      if (pending.length >= inFlight) yield* settled(pending, inFlight - 1);
    }
    yield* settled(pending);
  } finally {
    await Promise.allSettled(pending);
  }
}

/** Yields the oldest pieces until `left` are pending. */
async function* settled(pending: Promise<Buffer>[], left = 0): AsyncGenerator<Buffer> {
  while (pending.length > left) {
    const piece = await pending[0];
    void pending.shift();
    if (piece !== undefined) yield piece;
  }
}
