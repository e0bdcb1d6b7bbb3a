import { availableParallelism } from 'node:os';
import { Readable, pipeline, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { ByteSource } from './byte-source.ts';
import { MIB } from '../../../domain/units.ts';

/**
 * Uncompressed bytes of a block: large enough for the ratio of one stream, small enough to have several in memory.
 * 4 MiB were no faster and 0.1 % smaller, for 15 to 20 MB more memory.
 */
export const BLOCK_BYTES = 2 * MIB;

/** Limits of a piece that is decoded as a whole; anything larger is streamed. */
export const MAX_PIECE_STORED_BYTES = 8 * MIB;
export const MAX_PIECE_CONTENT_BYTES = 16 * MIB;

export const STREAM_CHUNK_BYTES = 256 * 1024;

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

/** Cuts a stored stream into parts and decodes them. It closes the stream when it ends. */
export async function* decodeParts(
  chunks: AsyncIterable<Buffer>,
  partsOf: (source: ByteSource) => AsyncIterable<Part>,
): AsyncGenerator<Buffer> {
  const source = new ByteSource(chunks);
  try {
    yield* decodeInOrder(partsOf(source), blocksInFlight());
  } finally {
    await source.close();
  }
}

export async function* streamThrough(
  decoder: Transform,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  // A failure of either side destroys the decoder; the iteration then throws it.
  pipeline(Readable.from(bytes), decoder, () => undefined);
  for await (const chunk of decoder) yield chunk as Buffer;
}

/** The pieces that were read, then the rest of the stream. */
export async function* continued(
  pieces: readonly Buffer[],
  rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  yield* pieces;
  yield* rest;
}

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
  // Looked up at call time: some runtimes that load this module have no zstd.
  const unpack = promisify<Buffer, typeof options, Buffer>(
    compression === 'gzip' ? zlib.gunzip : zlib.zstdDecompress,
  );
  const content = await unpack(packed, options);
  if (content.length === contentBytes) return content;
  throw new RangeError(
    `damaged: ${String(content.length)} bytes where ${String(contentBytes)} were announced`,
  );
}
