import { availableParallelism } from 'node:os';
import zlib from 'node:zlib';

/**
 * Uncompressed bytes of a block: large enough for the ratio of one stream, small enough to have several in memory.
 * 4 MiB were no faster and 0.1 % smaller, for 15 to 20 MB more memory.
 */
export const BLOCK_BYTES = 2 * 1024 * 1024;

/** Limits of a piece that is decoded as a whole; anything larger is streamed. */
export const MAX_PIECE_STORED_BYTES = 8 * 1024 * 1024;
export const MAX_PIECE_CONTENT_BYTES = 16 * 1024 * 1024;

/** More cores would cost more memory than a backup may use. */
const MAX_BUSY_CORES = 8;
/** Blocks that wait to be written or read while every core works on one. */
const SPARE_BLOCKS = 2;

/** libuv's pool has 4 threads unless UV_THREADPOOL_SIZE is set. */
export function blocksInFlight(): number {
  return Math.min(availableParallelism(), MAX_BUSY_CORES) + SPARE_BLOCKS;
}

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

const MIN_CHUNK_BYTES = 64;

/**
 * Decompresses one frame or member in libuv's pool, into one buffer of the size that its header claims.
 *
 * @throws RangeError the content has another size
 * @throws Error zlib's or zstd's error for damaged content
 */
export async function unpackWhole(
  compression: 'gzip' | 'zstd',
  packed: Buffer,
  contentBytes: number,
): Promise<Buffer> {
  const options = {
    chunkSize: Math.max(contentBytes, MIN_CHUNK_BYTES),
    // A damaged part with a small claim must not expand without limit.
    maxOutputLength: Math.max(contentBytes, 1),
  };
  const content = await new Promise<Buffer>((resolve, reject) => {
    const done = (error: Error | null, result: Buffer) => {
      if (error === null) resolve(result);
      else reject(error);
    };
    // Looked up at call time: some runtimes that load this module have no zstd.
    if (compression === 'gzip') zlib.gunzip(packed, options, done);
    else zlib.zstdDecompress(packed, options, done);
  });
  if (content.length === contentBytes) return content;
  throw new RangeError(
    `damaged: ${String(content.length)} bytes where ${String(contentBytes)} were announced`,
  );
}
