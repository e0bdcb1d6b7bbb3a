import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Compression } from '../../../domain/backup/compression.ts';
import { type BlockSizes, END_MEMBER, gzipMember } from './gzip-member.ts';

/** Encodes each block so that it can be decompressed alone; the encoded blocks in order are one file. */
interface BlockEncoder {
  /** May return the block's own memory. */
  encode(block: Buffer): Promise<readonly Buffer[]>;
  trailer(blocks: readonly BlockSizes[]): readonly Buffer[];
}

/** Fast levels: higher ones cost far more time than they save (curve: docs/benchmarks.md). */
export const DEFAULT_LEVEL = { gzip: 1, zstd: 1 } as const satisfies Record<
  Exclude<Compression, 'none'>,
  number
>;

export function blockEncoder(compression: Compression, level: number | undefined): BlockEncoder {
  switch (compression) {
    case 'gzip':
      return {
        encode: async (block) => gzipMember(await gzip(block, level ?? DEFAULT_LEVEL.gzip), block.length),
        trailer: () => [END_MEMBER],
      };
    case 'zstd':
      return {
        encode: async (block) => [await zstd(block, level ?? DEFAULT_LEVEL.zstd)],
        trailer: (blocks) => [zstdSeekTable(blocks)],
      };
    case 'none':
      return { encode: (block) => Promise.resolve([block]), trailer: () => [] };
  }
}

/** Runs in libuv's pool, like `zstd`. */
function gzip(block: Buffer, level: number): Promise<Buffer> {
  return promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip)(block, {
    level,
    chunkSize: outputBound(block.length),
  });
}

/** One frame with a checksum, and its content size, which readers need to decompress it in one piece. */
function zstd(block: Buffer, level: number): Promise<Buffer> {
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = zlib.constants;
  const options = {
    chunkSize: outputBound(block.length),
    pledgedSrcSize: block.length,
    params: { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: 1, [ZSTD_c_contentSizeFlag]: 1 },
  };
  return promisify<Buffer, typeof options, Buffer>(zlib.zstdCompress)(block, options);
}

/** Enough for incompressible content in both formats, so that zlib allocates one output buffer. */
function outputBound(blockBytes: number): number {
  return blockBytes + Math.ceil(blockBytes / 256) + 1024;
}

const SKIPPABLE_MAGIC = 0x184d2a5e;
const FOOTER_MAGIC = 0x8f92eab1;
const FRAME_HEADER_BYTES = 8;
const ENTRY_BYTES = 8;
const FOOTER_BYTES = 9;

/**
 * The index of a file of zstd frames: a skippable frame at its end, which plain readers skip. No checksums: every
 * frame has its own. Source: "Zstandard Seekable Format", version 0.1.0, in the contrib folder of zstd.
 */
function zstdSeekTable(frames: readonly BlockSizes[]): Buffer {
  const contentBytes = frames.length * ENTRY_BYTES + FOOTER_BYTES;
  const table = Buffer.alloc(FRAME_HEADER_BYTES + contentBytes);
  let offset = table.writeUInt32LE(SKIPPABLE_MAGIC);
  offset = table.writeUInt32LE(contentBytes, offset);
  for (const { storedBytes, databaseBytes } of frames) {
    offset = table.writeUInt32LE(storedBytes, offset);
    offset = table.writeUInt32LE(databaseBytes, offset);
  }
  offset = table.writeUInt32LE(frames.length, offset);
  offset = table.writeUInt8(0, offset);
  table.writeUInt32LE(FOOTER_MAGIC, offset);
  return table;
}
