import { Readable, pipeline } from 'node:stream';
import zlib from 'node:zlib';
import type { Compression } from '../../../domain/backup/compression.ts';
import { decodeZstd } from './zstd-decoder.ts';

/**
 * The decompressed bytes of a stored artifact, in chunks.
 *
 * @throws Error with a `Z_…` or `ZSTD_…` code, or a RangeError, when the bytes are damaged or cut off
 */
export async function* decompress(
  chunks: AsyncIterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer> {
  switch (compression) {
    case 'gzip':
      yield* decodeGzip(chunks);
      return;
    case 'zstd':
      yield* decodeZstd(chunks);
      return;
    case 'none':
      yield* chunks;
  }
}

/** Reads all members of a gzip file (RFC 1952), as zlib does by itself. */
async function* decodeGzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = zlib.createGunzip({ chunkSize: 256 * 1024 });
  // A failure of either side destroys the stream, whose iteration then throws it.
  pipeline(Readable.from(chunks), gunzip, () => undefined);
  for await (const chunk of gunzip) yield chunk as Buffer;
}
