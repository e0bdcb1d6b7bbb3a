import zlib from 'node:zlib';

/** zlib refuses smaller output buffers. */
const MIN_CHUNK_BYTES = 64;

/**
 * Decompresses one frame or member on libuv's pool, into one buffer of the size that it claims.
 *
 * @throws RangeError the content is not of that size
 * @throws Error what zlib or zstd says of damaged content
 */
export async function unpackWhole(
  compression: 'gzip' | 'zstd',
  packed: Buffer,
  contentBytes: number,
): Promise<Buffer> {
  const options = {
    chunkSize: Math.max(contentBytes, MIN_CHUNK_BYTES),
    // A claim that is too small must not make room for what a damaged part expands to.
    maxOutputLength: Math.max(contentBytes, 1),
  };
  const content = await new Promise<Buffer>((resolve, reject) => {
    const done = (error: Error | null, result: Buffer) => {
      if (error === null) resolve(result);
      else reject(error);
    };
    // Named when called: zstd does not exist on every runtime that loads this module.
    if (compression === 'gzip') zlib.gunzip(packed, options, done);
    else zlib.zstdDecompress(packed, options, done);
  });
  if (content.length === contentBytes) return content;
  throw new RangeError(
    `damaged: ${String(content.length)} bytes where ${String(contentBytes)} were announced`,
  );
}
