import zlib from 'node:zlib';

const MIN_CHUNK_BYTES = 64;

/**
 * Decompresses one frame or member in libuv's pool, into one buffer of the size that its header claims.
 *
 * @throws RangeError the content has another size
 * @throws Error zlib's or zstd's error for damaged content
 */
export async function unpackWhole(
  compression: 'gzip' | 'zstd',
  packed: Buffer,
  contentBytes: number,
): Promise<Buffer> {
  const options = {
    chunkSize: Math.max(contentBytes, MIN_CHUNK_BYTES),
    // A damaged part with a small claim must not expand without limit.
    maxOutputLength: Math.max(contentBytes, 1),
  };
  const content = await new Promise<Buffer>((resolve, reject) => {
    const done = (error: Error | null, result: Buffer) => {
      if (error === null) resolve(result);
      else reject(error);
    };
    // Looked up at call time: some runtimes that load this module have no zstd.
    if (compression === 'gzip') zlib.gunzip(packed, options, done);
    else zlib.zstdDecompress(packed, options, done);
  });
  if (content.length === contentBytes) return content;
  throw new RangeError(
    `damaged: ${String(content.length)} bytes where ${String(contentBytes)} were announced`,
  );
}
