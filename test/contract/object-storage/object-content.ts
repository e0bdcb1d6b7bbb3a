import { createHash } from 'node:crypto';
import type { ObjectStorage } from '../../../src/adapters/outbound/object-storage/object-storage.ts';

/** Not a divisor of any part size. */
const PIECE_BYTES = 60_001;

export function contentOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same content for the same size, without repetition. */
export function* piecesOf(sizeBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < sizeBytes; start += PIECE_BYTES) {
    const piece = createHash('shake256', { outputLength: Math.min(PIECE_BYTES, sizeBytes - start) });
    yield piece.update(String(start)).digest();
  }
}

/**
 * @param end default: the end of the object
 * @throws Error the object does not exist
 */
export async function readObject(
  storage: ObjectStorage,
  key: string,
  start = 0,
  end?: number,
): Promise<Uint8Array> {
  const object = await storage.open(key);
  if (object === undefined) throw new Error(`${key} does not exist`);
  const pieces = [];
  for await (const piece of object.read(start, end ?? object.sizeBytes)) pieces.push(piece);
  await object.close();
  return new Uint8Array(Buffer.concat(pieces));
}

export async function* asynchronous(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
