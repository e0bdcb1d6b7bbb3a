export interface BlockSizes {
  readonly storedBytes: number;
  readonly databaseBytes: number;
}

const FIXED_HEADER_BYTES = 10;
const FLAGS_OFFSET = 3;
const FEXTRA = 0x04;
const SIZES_OFFSET = 16;
const TRAILER_BYTES = 8;

/** Header bytes of a member that we wrote. */
export const MEMBER_HEADER_BYTES = 24;
/** Header, an empty deflate stream, CRC and size. */
export const MIN_MEMBER_BYTES = 20;

/** Length of the extra field, id of our subfield, length of its two sizes. */
const EXTRA_FIELD = Buffer.from([12, 0, 'S'.charCodeAt(0), 'Q'.charCodeAt(0), 8, 0]);

/**
 * Adds a member's sizes in an extra field of its header, so that readers can split a file into members without
 * decompressing it, as `bgzip` does. Other readers skip the field. Source: RFC 1952, sections 2.3 and 2.3.1.1.
 */
export function gzipMember(plain: Buffer, databaseBytes: number): readonly [Buffer, Buffer] {
  const header = Buffer.alloc(MEMBER_HEADER_BYTES);
  plain.copy(header, 0, 0, FIXED_HEADER_BYTES);
  header[FLAGS_OFFSET] = FEXTRA;
  EXTRA_FIELD.copy(header, FIXED_HEADER_BYTES);
  header.writeUInt32LE(plain.length + MEMBER_HEADER_BYTES - FIXED_HEADER_BYTES, SIZES_OFFSET);
  header.writeUInt32LE(databaseBytes, SIZES_OFFSET + 4);
  return [header, plain.subarray(FIXED_HEADER_BYTES)];
}

/** An empty member at the end: without it, a file cut off between two members would look complete. */
export const END_MEMBER = Buffer.concat(
  gzipMember(Buffer.from('1f8b0800000000000003' + '0300' + '0000000000000000', 'hex'), 0),
);

/** The unchecked sizes in a member's header; `undefined` when another program wrote it. */
export function claimedSizes(header: Buffer): BlockSizes | undefined {
  if (header.length < MEMBER_HEADER_BYTES) return undefined;
  if (header.readUInt32BE() !== (0x1f8b0800 | FEXTRA)) return undefined;
  if (!header.subarray(FIXED_HEADER_BYTES, SIZES_OFFSET).equals(EXTRA_FIELD)) return undefined;
  return {
    storedBytes: header.readUInt32LE(SIZES_OFFSET),
    databaseBytes: header.readUInt32LE(SIZES_OFFSET + 4),
  };
}

/** The uncompressed size in a member's trailer. */
export function trailerSize(member: Buffer): number {
  return member.readUInt32LE(member.length - TRAILER_BYTES / 2);
}
