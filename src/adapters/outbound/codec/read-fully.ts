import { readSync } from 'node:fs';

/**
 * Reads up to `target.length` bytes at `position`, going on after short reads.
 * @param position `null` reads on from where the descriptor stands, as a pipe has to be read
 * @returns how many bytes there were; fewer than asked for only at the end of the file
 */
export function readFully(descriptor: number, target: Uint8Array, position: number | null): number {
  let done = 0;
  while (done < target.length) {
    const count = readSync(
      descriptor,
      target,
      done,
      target.length - done,
      position === null ? null : position + done,
    );
    if (count === 0) break;
    done += count;
  }
  return done;
}
