import zlib from 'node:zlib';
import type { Compression } from '../../../domain/backup/compression.ts';
import { decodeGzip } from './gzip-decoder.ts';
import { decodeZstd } from './zstd-decoder.ts';

/** zstd needs Node 22.15. */
export function supportedCompressions(): readonly Compression[] {
  // A named import would fail to link where the function does not exist.
  return typeof zlib.createZstdCompress === 'function' ? ['gzip', 'zstd', 'none'] : ['gzip', 'none'];
}

/** @throws Error with a `Z_…` or `ZSTD_…` code, or a RangeError, when the bytes are damaged or cut off */
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
