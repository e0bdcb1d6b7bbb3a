import { MIB } from '../../../domain/units.ts';
import { ByteSource } from '../codec/byte-source.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { SequentialFile } from '../files/sequential-file.ts';
import { lockBytePage } from '../sqlite-file/database-header.ts';
import type { WalHeader } from '../sqlite-file/write-ahead-log.ts';
import { DamagedDeltaError, readDelta, type DeltaContent } from './delta-frames.ts';
import type { FreeSpaceGuard } from './extraction-destination.ts';

/** Bytes per read and write of the scratch file, and per piece of the result. */
const PIECE_BYTES = MIB / 4;
const FIRST_PAGE = 1;
/** Page numbers have 32 bits. */
const MAX_PAGES = 2 ** 32 - 2;

/**
 * The newest content of each page in the deltas of a chain, in a scratch file. Deltas are added newest first: a page that
 * is there already is older and only checked. A page beyond the end of the database at a later delta no longer counts,
 * also where the database has grown again.
 */
export class DeltaOverlay {
  readonly #scratchPath: string;
  readonly #scratch: SequentialFile;
  readonly #databaseBytes: number;
  readonly #room: FreeSpaceGuard | undefined;
  /** Set by the first delta that is added. */
  #newest: NewestDelta | undefined;
  /** Pages that the database had at every delta so far. */
  #commonPages = MAX_PAGES;

  private constructor(scratchPath: string, scratch: SequentialFile, options: OverlayOptions) {
    this.#scratchPath = scratchPath;
    this.#scratch = scratch;
    this.#databaseBytes = options.databaseBytes;
    this.#room = options.room;
  }

  /** @throws BackupDirectoryException the scratch file exists or cannot be created */
  static async create(scratchPath: string, options: OverlayOptions): Promise<DeltaOverlay> {
    const scratch = await SequentialFile.createTemporary(scratchPath);
    return new DeltaOverlay(scratchPath, scratch, options);
  }

  /** First bytes of the SHA-256 of the database, by the newest delta. */
  get expectedDigestStart(): Buffer {
    return this.#added.header.salts;
  }

  /**
   * Reads the next older delta.
   * @throws DamagedDeltaError it is damaged, or does not fit the newer ones
   * @throws BackupDirectoryException the scratch file has not enough space
   */
  async add(content: AsyncIterable<Buffer>): Promise<DeltaContent> {
    const isNewest = this.#newest === undefined;
    const delta = await readDelta(content, {
      begin: (header) => {
        this.#begin(header);
      },
      take: (page, bytes) => {
        this.#take(page, bytes, isNewest);
      },
    });
    const newest = this.#added;
    newest.pages.flush();
    if (isNewest) {
      if (delta.pageCount > newest.pages.maxPages) throw this.#beyondRecord(delta.pageCount);
      newest.pageCount = delta.pageCount;
    }
    this.#commonPages = Math.min(this.#commonPages, delta.pageCount);
    return delta;
  }

  /**
   * The database of the newest delta. The full is read to its end. The buffer of a piece is reused.
   * @throws DamagedDeltaError a page is in no file of the chain
   */
  async *applyTo(full: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { header, pages, pageCount } = this.#added;
    const { pageSize } = header;
    const source = new ByteSource(full);
    try {
      const piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, pageSize));
      const pagesPerPiece = piece.length / pageSize;
      for (let first = FIRST_PAGE; first <= pageCount; first += pagesPerPiece) {
        const count = Math.min(pagesPerPiece, pageCount - first + 1);
        const bytes = piece.subarray(0, count * pageSize);
        const fromFull = Math.min(count, Math.max(0, this.#commonPages - first + 1));
        const filled = await source.fill(bytes.subarray(0, fromFull * pageSize));
        bytes.fill(0, filled);
        if (first === FIRST_PAGE) assertPageSize(bytes, pageSize);
        pages.patch(bytes, first, Math.ceil(filled / pageSize));
        yield bytes;
      }
      // The database may have shrunk; the digest of the stored file needs all of it.
      await source.drain();
    } finally {
      await source.close();
    }
  }

  /** Removes the scratch file. */
  async close(): Promise<void> {
    await this.#scratch.close().catch(() => undefined);
    await removeQuietly(this.#scratchPath);
  }

  #begin(header: WalHeader): void {
    const { pageSize } = header;
    if (this.#newest === undefined) {
      const maxPages = Math.min(MAX_PAGES, Math.floor(this.#databaseBytes / pageSize));
      const pages = new PagesOnFile(this.#scratch, this.#room, pageSize, maxPages);
      const kept = { ...header, salts: Buffer.from(header.salts) };
      this.#newest = { header: kept, pages, pageCount: 0 };
    } else if (pageSize !== this.#newest.header.pageSize) {
      throw new DamagedDeltaError(
        `it has pages of ${pageSize} bytes, the next delta of ${this.#newest.header.pageSize}`,
      );
    }
  }

  #take(page: number, bytes: Buffer, isNewest: boolean): void {
    const { pages } = this.#added;
    if (isNewest && page > pages.maxPages) throw this.#beyondRecord(page);
    if (page <= Math.min(this.#commonPages, pages.maxPages)) pages.add(page, bytes);
  }

  get #added(): NewestDelta {
    if (this.#newest === undefined) throw new TypeError('a chain has at least one delta');
    return this.#newest;
  }

  #beyondRecord(pages: number): DamagedDeltaError {
    return new DamagedDeltaError(
      `it has a database of ${pages} pages or more, on record are ${this.#databaseBytes} bytes`,
    );
  }
}

interface NewestDelta {
  readonly header: WalHeader;
  /** Of all deltas. */
  readonly pages: PagesOnFile;
  pageCount: number;
}

export interface OverlayOptions {
  /** Recorded size of the database of the newest delta. */
  readonly databaseBytes: number;
  /** Absent: the scratch file may use all free space. */
  readonly room: FreeSpaceGuard | undefined;
}

/** Pages in a file, each once, in the order in which they were added. */
class PagesOnFile {
  readonly maxPages: number;
  readonly #file: SequentialFile;
  readonly #room: FreeSpaceGuard | undefined;
  readonly #pageSize: number;
  /** Page number → its place in the file, from 1; 0 where it is not there. */
  readonly #places: Uint32Array;
  readonly #pending: Buffer;
  #pendingBytes = 0;
  #count = 0;

  constructor(file: SequentialFile, room: FreeSpaceGuard | undefined, pageSize: number, maxPages: number) {
    this.maxPages = maxPages;
    this.#file = file;
    this.#room = room;
    this.#pageSize = pageSize;
    this.#places = new Uint32Array(maxPages + 1);
    this.#pending = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, pageSize));
  }

  /** Ignored if the page is there. */
  add(page: number, content: Buffer): void {
    if (this.#places[page] !== 0) return;
    this.#count += 1;
    this.#places[page] = this.#count;
    content.copy(this.#pending, this.#pendingBytes);
    this.#pendingBytes += this.#pageSize;
    if (this.#pendingBytes === this.#pending.length) this.flush();
  }

  flush(): void {
    const bytes = this.#pending.subarray(0, this.#pendingBytes);
    this.#room?.take(bytes.length);
    this.#file.append([bytes], { digest: false });
    this.#pendingBytes = 0;
  }

  /**
   * Replaces the pages that are in the file.
   * @param held how many of the pages have content already
   * @throws DamagedDeltaError another one is not in the file
   */
  patch(bytes: Buffer, first: number, held: number): void {
    const count = bytes.length / this.#pageSize;
    for (let at = 0; at < count;) {
      const place = this.#places[first + at] ?? 0;
      if (place === 0) {
        if (at >= held) this.#assertWithoutContent(first + at);
        at += 1;
        continue;
      }
      // Neighbours are often neighbours in the file too.
      let run = 1;
      while (at + run < count && this.#places[first + at + run] === place + run) run += 1;
      const target = bytes.subarray(at * this.#pageSize, (at + run) * this.#pageSize);
      this.#file.readBack(target, (place - 1) * this.#pageSize);
      at += run;
    }
  }

  #assertWithoutContent(page: number): void {
    if (page === lockBytePage(this.#pageSize)) return;
    throw new DamagedDeltaError(`page ${page} is missing, and in no older file of its chain`);
  }
}

const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

/** An encrypted database (SQLCipher) hides its page size. */
function assertPageSize(start: Buffer, pageSize: number): void {
  if (!start.subarray(0, SQLITE_MAGIC.length).equals(SQLITE_MAGIC)) return;
  const recorded = start.readUInt16BE(16);
  const bytes = recorded === 1 ? 65_536 : recorded;
  if (bytes === pageSize) return;
  throw new DamagedDeltaError(`it has pages of ${pageSize} bytes, the full of ${bytes}`);
}
