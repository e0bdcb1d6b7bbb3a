import { createHash } from 'node:crypto';
import { createReadStream, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { MIB } from '../../../domain/units.ts';

const READ_BYTES = MIB;

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

/** Reads up to `length` bytes. It opens and closes the file, which drops this process's locks on it. */
export async function readBytes(
  path: string | Buffer,
  length: number,
  position = 0,
  flags: string | number = 'r',
): Promise<Buffer> {
  const file = await open(path, flags);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
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
