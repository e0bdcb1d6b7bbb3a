import { availableParallelism } from 'node:os';

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
