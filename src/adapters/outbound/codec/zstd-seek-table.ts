import type { BlockSizes } from './block-sizes.ts';

const SKIPPABLE_MAGIC = 0x184d2a5e;
const FOOTER_MAGIC = 0x8f92eab1;
const FRAME_HEADER_BYTES = 8;
const ENTRY_BYTES = 8;
const FOOTER_BYTES = 9;

/**
 * The index of a file of zstd frames: a skippable frame at its end, which plain readers skip. No checksums: every
 * frame has its own. Source: "Zstandard Seekable Format", version 0.1.0, in the contrib folder of zstd.
 */
export function zstdSeekTable(frames: readonly BlockSizes[]): Buffer {
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
