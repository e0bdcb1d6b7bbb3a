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
import {
  type BlockSizes,
  claimedSizes,
  END_MEMBER,
  MEMBER_HEADER_BYTES,
  MIN_MEMBER_BYTES,
  trailerSize,
} from './gzip-member.ts';
import type { ByteSource } from './byte-source.ts';

/**
 * Decompresses every member of a gzip stream (RFC 1952). Our members record their size and are decoded in parallel.
 * From the first member without a size on, the rest is one stream.
 *
 * @throws RangeError the stream ends early, or a size in a member's header is wrong
 * @throws Error zlib's error for damaged content
 */
export function decodeGzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return decodeParts(chunks, membersOf);
}

async function* membersOf(source: ByteSource): AsyncGenerator<Part> {
  let ended = false;
  while (!(await source.atEnd())) {
    const header = await source.takeUpTo(MEMBER_HEADER_BYTES);
    if (header.length < MIN_MEMBER_BYTES)
      throw new RangeError('cut off, or garbage after the last gzip member');
    const sizes = claimedSizes(header);
    if (sizes === undefined) {
      const gunzip = zlib.createGunzip({ chunkSize: STREAM_CHUNK_BYTES });
      yield { stream: streamThrough(gunzip, continued([header], source.rest())) };
      return;
    }
    const member = await takeMember(header, sizes, source);
    yield { decode: () => unpackWhole('gzip', member, sizes.databaseBytes) };
    ended = sizes.databaseBytes === 0;
  }
  if (!ended) throw new RangeError('cut off: the last gzip member is missing');
}

async function takeMember(header: Buffer, sizes: BlockSizes, source: ByteSource): Promise<Buffer> {
  const { storedBytes, databaseBytes } = sizes;
  const sane =
    storedBytes >= END_MEMBER.length &&
    storedBytes <= MAX_PIECE_STORED_BYTES &&
    databaseBytes <= MAX_PIECE_CONTENT_BYTES;
  if (!sane) throw new RangeError('damaged sizes in a gzip member');
  const pieces = [header];
  for await (const piece of source.stream(storedBytes - MEMBER_HEADER_BYTES)) pieces.push(piece);
  const member = Buffer.concat(pieces);
  if (trailerSize(member) !== databaseBytes) throw new RangeError('damaged sizes in a gzip member');
  return member;
}
