import { createHash } from 'node:crypto';
import { createReadStream, readSync } from 'node:fs';

const READ_BYTES = 1024 * 1024;

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

/**
 * The SHA-256 of a file, in hex.
 * @throws the system error; the signal's AbortError
 */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const reader = createReadStream(path, { highWaterMark: READ_BYTES, signal });
  for await (const chunk of reader) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
