import type { PageImage } from './page-image.ts';
import { FRAME_HEADER_BYTES } from './write-ahead-log.ts';
import { WalWriter } from './wal-writer.ts';

/**
 * The write-ahead log of some pages of an image, as bytes for a `ReadBlock`. SQLite applies it to the parent: the last
 * frame is the commit with the size of the image.
 *
 * @param pages ascending, at least one
 * @param salts 8 bytes
 */
export function deltaStream(
  image: PageImage,
  pages: readonly number[],
  salts: Buffer,
): (block: Buffer) => number {
  const writer = new WalWriter(image.pageSize, salts);
  const frame = Buffer.from(new ArrayBuffer(writer.frameBytes));
  let piece = writer.header();
  let taken = 0;
  let next = 0;
  return (block) => {
    let filled = 0;
    while (filled < block.length) {
      if (taken === piece.length) {
        const page = pages[next];
        if (page === undefined) break;
        next += 1;
        image.readPage(page, frame.subarray(FRAME_HEADER_BYTES));
        writer.finishFrame(frame, page, next === pages.length ? image.pageCount : 0);
        [piece, taken] = [frame, 0];
      }
      const count = piece.copy(block, filled, taken);
      filled += count;
      taken += count;
    }
    return filled;
  };
}
