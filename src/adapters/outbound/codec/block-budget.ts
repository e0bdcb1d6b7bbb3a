import { availableParallelism } from 'node:os';

/**
 * Uncompressed bytes of a block, the unit that is compressed and decompressed at once: large enough that the
 * ratio is that of one stream, small enough that several fit into a flat memory. 4 MiB were no faster and 0.1 %
 * smaller, for 15 to 20 MB more.
 */
export const BLOCK_BYTES = 2 * 1024 * 1024;

/** What a reader takes in one piece of a file that someone else wrote; anything larger is streamed. */
export const MAX_PIECE_STORED_BYTES = 8 * 1024 * 1024;
export const MAX_PIECE_CONTENT_BYTES = 16 * 1024 * 1024;

/** Cores beyond this many would cost more memory than a backup may take. */
const MAX_BUSY_CORES = 8;
/** Blocks that wait for their turn to be written or read while every core has one of its own. */
const SPARE_BLOCKS = 2;

/** Blocks in flight that keep every core busy. libuv's pool has 4 threads unless UV_THREADPOOL_SIZE says more. */
export function blocksInFlight(): number {
  return Math.min(availableParallelism(), MAX_BUSY_CORES) + SPARE_BLOCKS;
}
