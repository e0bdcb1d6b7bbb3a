import type { Compression } from '../../../domain/backup/compression.ts';
import { decodeGzip } from './gzip-decoder.ts';
import { decodeZstd } from './zstd-decoder.ts';

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
