import { readSync } from 'node:fs';

/** Reads up to `target.length` bytes at `position`; returns fewer only at the end of the file. */
export function readFully(descriptor: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const count = readSync(descriptor, target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
