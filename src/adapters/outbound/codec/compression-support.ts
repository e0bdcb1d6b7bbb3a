import zlib from 'node:zlib';
import type { Compression } from '../../../domain/backup/compression.ts';

/** Compressions that this runtime can write and read; zstd came with Node 22.15. */
export function supportedCompressions(): readonly Compression[] {
  // The import is of the module's default: naming the function would fail to link where it does not exist.
  return typeof zlib.createZstdCompress === 'function' ? ['gzip', 'zstd', 'none'] : ['gzip', 'none'];
}
