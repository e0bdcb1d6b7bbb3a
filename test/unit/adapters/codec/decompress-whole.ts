import { Readable } from 'node:stream';
import { decompress } from '../../../../src/adapters/outbound/codec/decompress.ts';
import type { Compression } from '../../../../src/domain/backup/compression.ts';

/** The whole content; the stored bytes are read in chunks. */
export async function decompressWhole(
  stored: Buffer,
  compression: Compression,
  chunkBytes = 65_536,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let start = 0; start < stored.length; start += chunkBytes) {
    chunks.push(stored.subarray(start, start + chunkBytes));
  }
  const pieces: Buffer[] = [];
  for await (const piece of decompress(Readable.from(chunks), compression)) pieces.push(piece);
  return Buffer.concat(pieces);
}
