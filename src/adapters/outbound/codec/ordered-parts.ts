/** A part of a file: decoded in one piece beside others, or streamed while nothing else is read. */
export type Part = { readonly decode: () => Promise<Buffer> } | { readonly stream: AsyncIterable<Buffer> };

/**
 * Decodes parts several at a time and yields their contents in order. No part is asked for while the consumer is
 * busy, so that its pace bounds what is in memory: `inFlight` pieces. When this ends, however it ends, nothing that
 * it began is still going on.
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
      // It is awaited in its turn, which may come later than its failure, or never.
      piece.catch(() => undefined);
      pending.push(piece);
      if (pending.length >= inFlight) yield* settled(pending, inFlight - 1);
    }
    yield* settled(pending);
  } finally {
    await Promise.allSettled(pending);
  }
}

/** The oldest of the pending pieces, until only so many are left. */
async function* settled(pending: Promise<Buffer>[], left = 0): AsyncGenerator<Buffer> {
  while (pending.length > left) {
    const piece = await pending[0];
    void pending.shift();
    if (piece !== undefined) yield piece;
  }
}
