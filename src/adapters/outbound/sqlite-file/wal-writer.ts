import {
  FORMAT_VERSION,
  FRAME_HEADER_BYTES,
  MAGIC,
  WAL_HEADER_BYTES,
  checksumOver,
  type Checksum,
} from './write-ahead-log.ts';

/** In both the header and each frame. */
export const SALT_BYTES = 8;

/**
 * Writes a write-ahead log frame by frame. Checksums are little-endian: most machines compute them fastest.
 * Source: https://www.sqlite.org/fileformat2.html#walformat
 */
export class WalWriter {
  readonly #pageSize: number;
  readonly #salts: Buffer;
  readonly #sumUp = checksumOver('little-endian');
  #checksum: Checksum = [0, 0];

  /** @param salts 8 bytes */
  constructor(pageSize: number, salts: Buffer) {
    this.#pageSize = pageSize;
    this.#salts = salts;
  }

  get frameBytes(): number {
    return FRAME_HEADER_BYTES + this.#pageSize;
  }

  /** The start of the file. */
  header(): Buffer {
    const header = Buffer.from(new ArrayBuffer(WAL_HEADER_BYTES));
    header.writeUInt32BE(MAGIC.littleEndianChecksums, 0);
    header.writeUInt32BE(FORMAT_VERSION, 4);
    header.writeUInt32BE(this.#pageSize, 8);
    // The checkpoint's number stays 0.
    this.#salts.copy(header, 16);
    this.#checksum = this.#sumUp([0, 0], header.subarray(0, 24));
    this.#writeChecksum(header, 24);
    return header;
  }

  /**
   * Completes the frame of a page, whose content begins after the frame's header.
   * @param frame of `frameBytes`, at the start of its memory
   * @param pagesAfterCommit size of the database in pages in the last frame, else 0
   */
  finishFrame(frame: Buffer, page: number, pagesAfterCommit: number): void {
    frame.writeUInt32BE(page, 0);
    frame.writeUInt32BE(pagesAfterCommit, 4);
    this.#salts.copy(frame, 8);
    const afterHeader = this.#sumUp(this.#checksum, frame.subarray(0, 8));
    this.#checksum = this.#sumUp(afterHeader, frame.subarray(FRAME_HEADER_BYTES));
    this.#writeChecksum(frame, 16);
  }

  #writeChecksum(target: Buffer, offset: number): void {
    const [first, second] = this.#checksum;
    target.writeUInt32BE(first, offset);
    target.writeUInt32BE(second, offset + 4);
  }
}
