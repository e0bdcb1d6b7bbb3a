import { createHash } from 'node:crypto';

/** What a test may do wrong on purpose. */
export interface DeltaMistakes {
  /** Leaves out these pages, with a checksum chain that is whole. */
  readonly without?: readonly number[];
  readonly salts?: Buffer;
  readonly pageCount?: number;
}

/**
 * The pages of `image` that differ from `parent`, as SQLite's write-ahead log. Written apart from the product, by
 * https://www.sqlite.org/walformat.html; checksums are big-endian, where the product's own deltas are little-endian.
 */
export function writeDelta(
  parent: Uint8Array,
  image: Uint8Array,
  pageSize: number,
  mistakes: DeltaMistakes = {},
): Buffer {
  const salts = mistakes.salts ?? createHash('sha256').update(image).digest().subarray(0, 8);
  const pageCount = mistakes.pageCount ?? image.length / pageSize;
  const header = Buffer.alloc(32);
  header.writeUInt32BE(0x377f0683, 0);
  header.writeUInt32BE(3007000, 4);
  header.writeUInt32BE(pageSize, 8);
  salts.copy(header, 16);
  let sums = sumUp([0, 0], header.subarray(0, 24));
  writeSums(header, 24, sums);
  const pages = changedPages(parent, image, pageSize).filter((page) => !mistakes.without?.includes(page));
  const frames = pages.flatMap((page, index) => {
    const content = image.subarray((page - 1) * pageSize, page * pageSize);
    const frame = Buffer.alloc(24);
    frame.writeUInt32BE(page, 0);
    frame.writeUInt32BE(index === pages.length - 1 ? pageCount : 0, 4);
    salts.copy(frame, 8);
    sums = sumUp(sumUp(sums, frame.subarray(0, 8)), Buffer.from(content));
    writeSums(frame, 16, sums);
    return [frame, content];
  });
  return Buffer.concat([header, ...frames]);
}

function changedPages(parent: Uint8Array, image: Uint8Array, pageSize: number): readonly number[] {
  const lockPage = 2 ** 30 / pageSize + 1;
  const pages: number[] = [];
  for (let page = 1; page <= image.length / pageSize; page += 1) {
    const at = (page - 1) * pageSize;
    const isEqual =
      at + pageSize <= parent.length &&
      Buffer.compare(parent.subarray(at, at + pageSize), image.subarray(at, at + pageSize)) === 0;
    if (page !== lockPage && (page === 1 || !isEqual)) pages.push(page);
  }
  return pages;
}

/** SQLite's checksum over big-endian words. */
export function sumUp([first, second]: readonly [number, number], bytes: Buffer): [number, number] {
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32BE(at) + second) >>> 0;
    second = (second + bytes.readUInt32BE(at + 4) + first) >>> 0;
  }
  return [first, second];
}

function writeSums(target: Buffer, at: number, [first, second]: readonly [number, number]): void {
  target.writeUInt32BE(first, at);
  target.writeUInt32BE(second, at + 4);
}
