const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * The database after a delta. Written apart from the product and without a check of the checksums: what the pages say
 * is compared with a digest afterwards.
 */
export function applyDelta(parent: Buffer, log: Buffer): Buffer {
  const pageSize = log.readUInt32BE(8);
  const frameBytes = FRAME_HEADER_BYTES + pageSize;
  const frames = Array.from({ length: (log.length - HEADER_BYTES) / frameBytes }, (_, index) =>
    log.subarray(HEADER_BYTES + index * frameBytes, HEADER_BYTES + (index + 1) * frameBytes),
  );
  const pageCount = frames.at(-1)?.readUInt32BE(4) ?? 0;
  const image = Buffer.alloc(pageCount * pageSize);
  parent.copy(image);
  for (const frame of frames) frame.copy(image, (frame.readUInt32BE(0) - 1) * pageSize, FRAME_HEADER_BYTES);
  return image;
}
