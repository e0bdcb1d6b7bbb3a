import { Readable, pipeline } from 'node:stream';
import zlib from 'node:zlib';
import { ByteSource } from './byte-source.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const CHECKSUM_BYTES = 4;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/**
 * Decompresses every frame of a zstd stream. Node 22 and 24 stop after the first one without a word, and
 * `zstd -T0`, `pzstd` and concatenated files have many, so frames are cut here and decoded one at a time.
 * Source: RFC 8878, sections 3.1.1 (frames) and 3.1.2 (skippable frames).
 *
 * @throws RangeError the stream ends within a frame
 * @throws Error what zstd says of damaged content
 */
export async function* decodeZstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = new ByteSource(chunks);
  let frames = 0;
  while (!(await source.atEnd())) {
    const magic = await source.take(4);
    const value = magic.readUInt32LE();
    if ((value & SKIPPABLE_MASK) >>> 0 === SKIPPABLE_MAGIC) {
      await drain(source.stream((await source.take(4)).readUInt32LE()));
    } else if (value === FRAME_MAGIC) {
      yield* decodeFrame(frameBytes(magic, source));
    } else {
      throw new RangeError(frames === 0 ? 'not a zstd file' : 'garbage after the last zstd frame');
    }
    frames += 1;
  }
  if (frames === 0) throw new RangeError('cut off: the file is empty');
}

async function* decodeFrame(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = zlib.createZstdDecompress({ chunkSize: 256 * 1024 });
  // A failure of either side destroys the decoder, whose iteration then throws it.
  pipeline(Readable.from(bytes), decoder, () => undefined);
  for await (const chunk of decoder) yield chunk as Buffer;
}

/** Exactly the bytes of one frame, beginning with its magic number. */
async function* frameBytes(magic: Buffer, source: ByteSource): AsyncGenerator<Buffer> {
  yield magic;
  const descriptor = await source.take(1);
  yield descriptor;
  const flags = descriptor.readUInt8();
  yield* source.stream(headerRestBytes(flags));
  let last = false;
  while (!last) {
    const header = await source.take(3);
    yield header;
    const value = header.readUIntLE(0, 3);
    last = (value & 1) === 1;
    const type = (value >> 1) & 3;
    if (type === RESERVED_BLOCK) throw new RangeError('damaged zstd block header');
    yield* source.stream(type === RLE_BLOCK ? 1 : value >> 3);
  }
  if ((flags & 4) !== 0) yield* source.stream(CHECKSUM_BYTES);
}

/** Bytes of the frame header behind its descriptor byte: window, dictionary id, content size. */
function headerRestBytes(flags: number): number {
  const singleSegment = (flags & 0x20) !== 0;
  const sizeFlag = (flags >> 6) as 0 | 1 | 2 | 3;
  const contentSizeBytes = sizeFlag === 0 && singleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag];
  const dictionaryIdBytes = DICTIONARY_ID_BYTES[(flags & 3) as 0 | 1 | 2 | 3];
  return (singleSegment ? 0 : 1) + dictionaryIdBytes + contentSizeBytes;
}

async function drain(bytes: AsyncGenerator<Buffer>): Promise<void> {
  while ((await bytes.next()).done !== true);
}
