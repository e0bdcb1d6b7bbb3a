import zlib from 'node:zlib';
import type { Compression } from '../../../domain/backup/compression.ts';

/** zstd needs Node 22.15. */
export function supportedCompressions(): readonly Compression[] {
  // A named import would fail to link where the function does not exist.
  return typeof zlib.createZstdCompress === 'function' ? ['gzip', 'zstd', 'none'] : ['gzip', 'none'];
}
