import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** The bytes of a stored file, in chunks that the consumer may keep. */
export type StoredChunks = (path: string, chunkBytes: number, signal: AbortSignal) => AsyncIterable<Buffer>;

/** Reads in libuv's pool: the event loop stays free. */
export const readInPool: StoredChunks = (path, chunkBytes, signal) =>
  createReadStream(path, { highWaterMark: chunkBytes, signal }) as AsyncIterable<Buffer>;

/** Chunks are slices of larger buffers: many small buffers burden the garbage collector. */
const SLAB_BYTES = 1024 * 1024;

/**
 * Reads synchronously, for a process that does nothing else: in the pool, each small read would wait behind the
 * decompression of whole blocks.
 */
export const readInPlace: StoredChunks = async function* (path, chunkBytes, signal) {
  const descriptor = openSync(path, 'r');
  try {
    let slab = Buffer.alloc(0);
    for (;;) {
      if (slab.length === 0) {
        slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, chunkBytes));
        // Let the process handle messages and the parent's end.
        await setImmediate();
        signal.throwIfAborted();
      }
      const count = readSync(descriptor, slab, 0, Math.min(chunkBytes, slab.length), null);
      if (count === 0) return;
      yield slab.subarray(0, count);
      slab = slab.subarray(count);
    }
  } finally {
    closeSync(descriptor);
  }
};
