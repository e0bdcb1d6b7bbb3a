import zlib from 'node:zlib';
import {
  MAX_PIECE_CONTENT_BYTES,
  MAX_PIECE_STORED_BYTES,
  STREAM_CHUNK_BYTES,
  continued,
  decodeParts,
  streamThrough,
  unpackWhole,
  type Part,
} from './ordered-parts.ts';
import type { ByteSource } from './byte-source.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;

/**
 * Decompresses every frame of a zstd stream. Node 22 and 24 silently stop after the first frame, and `zstd -T0`,
 * `pzstd` and concatenated files have many: frames are split here. Small frames with a size, like ours, are decoded
 * in parallel; others are streamed. Source: RFC 8878, sections 3.1.1 and 3.1.2 (skippable frames).
 *
 * @throws RangeError the stream ends within a frame
 * @throws Error zstd's error for damaged content
 */
export function decodeZstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return decodeParts(chunks, framesOf);
}

async function* framesOf(source: ByteSource): AsyncGenerator<Part> {
  let frames = 0;
  while (!(await source.atEnd())) {
    const magic = await source.take(4);
    const value = magic.readUInt32LE();
    if ((value & SKIPPABLE_MASK) >>> 0 === SKIPPABLE_MAGIC) {
      await drain(source.stream((await source.take(4)).readUInt32LE()));
    } else if (value === FRAME_MAGIC) {
      yield await framePart(magic, source);
    } else {
      throw new RangeError(frames === 0 ? 'not a zstd file' : 'garbage after the last zstd frame');
    }
    frames += 1;
  }
  if (frames === 0) throw new RangeError('cut off: the file is empty');
}

async function framePart(magic: Buffer, source: ByteSource): Promise<Part> {
  const header = await readFrameHeader(magic, source);
  const { contentBytes } = header;
  const bytes = frameBytes(header, source);
  if (contentBytes === undefined || contentBytes > MAX_PIECE_CONTENT_BYTES)
    return { stream: streamed(bytes) };
  const { pieces, whole } = await gather(bytes, MAX_PIECE_STORED_BYTES);
  if (!whole) return { stream: streamed(continued(pieces, bytes)) };
  return { decode: () => unpackWhole('zstd', Buffer.concat(pieces), contentBytes) };
}

function streamed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return streamThrough(zlib.createZstdDecompress({ chunkSize: STREAM_CHUNK_BYTES }), bytes);
}

/** Collects the pieces; when they exceed `mostBytes`, the rest stays in `bytes`. */
async function gather(bytes: AsyncGenerator<Buffer>, mostBytes: number) {
  const pieces: Buffer[] = [];
  let total = 0;
  while (total <= mostBytes) {
    const next = await bytes.next();
    if (next.done === true) return { pieces, whole: true };
    pieces.push(next.value);
    total += next.value.length;
  }
  return { pieces, whole: false };
}

async function drain(bytes: AsyncGenerator<Buffer>): Promise<void> {
  while ((await bytes.next()).done !== true);
}

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
/** Two-byte sizes start at 256: smaller ones fit into one byte. */
const TWO_BYTE_SIZE_BASE = 256;
const CHECKSUM_BYTES = 4;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

interface ZstdFrameHeader {
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
async function readFrameHeader(magic: Buffer, source: ByteSource): Promise<ZstdFrameHeader> {
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
