import { readSync } from 'node:fs';

/**
 * Reads up to `target.length` bytes at `position`, going on after short reads.
 * @returns how many bytes there were; fewer than asked for only at the end of the file
 */
export function readFully(descriptor: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const count = readSync(descriptor, target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
