import type { ByteSource } from './byte-source.ts';

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
/** Two-byte sizes start at 256: smaller ones fit into one byte. */
const TWO_BYTE_SIZE_BASE = 256;
const CHECKSUM_BYTES = 4;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

export interface ZstdFrameHeader {
  /** The whole header, with the magic number. */
  readonly bytes: Buffer;
  /** The decompressed size; `undefined` when the header does not record it. */
  readonly contentBytes: number | undefined;
  readonly hasChecksum: boolean;
}

/**
 * Reads a frame header after its magic number. Source: RFC 8878, section 3.1.1.1.
 * @throws RangeError the stream ends within it
 */
export async function readFrameHeader(magic: Buffer, source: ByteSource): Promise<ZstdFrameHeader> {
  const descriptor = await source.take(1);
  const flags = descriptor.readUInt8();
  const singleSegment = (flags & 0x20) !== 0;
  const sizeFlag = (flags >> 6) as 0 | 1 | 2 | 3;
  const sizeBytes = sizeFlag === 0 && singleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag];
  const dictionaryIdBytes = DICTIONARY_ID_BYTES[(flags & 3) as 0 | 1 | 2 | 3];
  const rest = await source.take((singleSegment ? 0 : 1) + dictionaryIdBytes + sizeBytes);
  return {
    bytes: Buffer.concat([magic, descriptor, rest]),
    contentBytes: contentSize(rest.subarray(rest.length - sizeBytes)),
    hasChecksum: (flags & 4) !== 0,
  };
}

/**
 * The bytes of one frame, found by its block headers. Source: RFC 8878, section 3.1.1.2.
 * @throws RangeError the stream ends within it, or a block header is damaged
 */
export async function* frameBytes(header: ZstdFrameHeader, source: ByteSource): AsyncGenerator<Buffer> {
  yield header.bytes;
  let last = false;
  while (!last) {
    const block = await source.take(3);
    yield block;
    const value = block.readUIntLE(0, 3);
    last = (value & 1) === 1;
    const type = (value >> 1) & 3;
    if (type === RESERVED_BLOCK) throw new RangeError('damaged zstd block header');
    yield* source.stream(type === RLE_BLOCK ? 1 : value >> 3);
  }
  if (header.hasChecksum) yield* source.stream(CHECKSUM_BYTES);
}

function contentSize(field: Buffer): number | undefined {
  switch (field.length) {
    case 0:
      return undefined;
    case 1:
      return field.readUInt8();
    case 2:
      return field.readUInt16LE() + TWO_BYTE_SIZE_BASE;
    case 4:
      return field.readUInt32LE();
    default:
      return Number(field.readBigUInt64LE());
  }
}
