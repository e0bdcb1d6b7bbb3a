import { accessSync, closeSync, constants, fstatSync, openSync, statSync, type BigIntStats } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { readFully } from '../files/file-bytes.ts';
import { lockBytePage } from './database-header.ts';
import type { PageImage } from './page-image.ts';
import type { SnapshotFacts } from './read-transaction.ts';
import { SourceChangedError } from './source-changed.ts';
import { WalOverlay } from './wal-overlay.ts';
import { WAL_INDEX_VERSION, readWalIndex, type WalIndex } from './write-ahead-log.ts';

/** The raw pages cannot be verified as one state here; use SQLite's own backup call. */
export class StreamingUnsupportedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StreamingUnsupportedError';
  }
}

/** Write and read version. Source: https://www.sqlite.org/fileformat2.html#file_format_version_numbers */
const FILE_FORMAT_VERSIONS_OFFSET = 18;
const WAL_FORMAT_VERSION = 2;
const CHANGE_COUNTER_OFFSET = 24;
/** A wal-index that stays inconsistent for longer belongs to a writer that died while publishing. */
const WAL_INDEX_TIMEOUT_MS = 2000;
const WAL_INDEX_PAUSE_MS = 1;

/**
 * The pages of one committed state of a live database, read from its files while this process holds a read transaction
 * on it.
 *
 * The main file is opened before SQLite opens it and closed after SQLite has closed it: closing any descriptor of the
 * main file or the `-shm` drops every lock of this process on it. Descriptors are integers, because a garbage-collected
 * FileHandle closes itself.
 *
 * **Rollback-journal modes**: SQLite's SHARED lock prevents writes to the main file; the image is its first
 * `pageCount` pages.
 * **WAL mode**: let X be the last published frame and B the number of backfilled frames when the read lock is held. If
 * X = B (or the WAL is empty), the main file alone is the state, and no checkpoint may write to it under our lock.
 * If B < X, the WAL cannot be restarted under our lock, its frames up to X are committed and never rewritten, and a
 * checkpoint only writes pages of the main file that the overlay takes from the WAL.
 * X comes from the wal-index, not from the last commit frame: a writer may die between writing its commit frame and
 * publishing it, and the next writer overwrites it.
 *
 * The final checks are tripwires, not a substitute for the lock.
 * Sources: https://www.sqlite.org/walformat.html, https://www.sqlite.org/lockingv3.html
 */
export class LiveImage implements PageImage {
  readonly #path: string;
  readonly #main: number;
  readonly #opened: BigIntStats;
  readonly #descriptors: number[];
  #pageSize = 0;
  #pageCount = 0;
  #position = 0;
  #changeCounter: number | undefined;
  #index: WalIndex | undefined;
  #overlay: WalOverlay | undefined;
  #shm: number | undefined;

  private constructor(path: string, main: number) {
    this.#path = path;
    this.#main = main;
    this.#descriptors = [main];
    this.#opened = fstatSync(main, { bigint: true });
  }

  /** Opens the main file without reading it. Call it before SQLite opens the database. */
  static open(path: string): LiveImage {
    return new LiveImage(path, openSync(path, 'r'));
  }

  get bytes(): number {
    return this.#pageCount * this.#pageSize;
  }

  get pageCount(): number {
    return this.#pageCount;
  }

  get pageSize(): number {
    return this.#pageSize;
  }

  /**
   * Whether the header says WAL mode. Only a hint before the lock.
   */
  headerSaysWal(): boolean {
    const versions = Buffer.alloc(2);
    readFully(this.#main, versions, FILE_FORMAT_VERSIONS_OFFSET);
    return versions.includes(WAL_FORMAT_VERSION);
  }

  /**
   * Determines the source of each page. Call it once the read transaction is open.
   *
   * @throws SourceChangedError the file was replaced, or the WAL does not match the wal-index: start again
   * @throws StreamingUnsupportedError SQLite's locks are unreliable here
   */
  async plan(facts: Pick<SnapshotFacts, 'journalMode' | 'pageSize' | 'pageCount'>): Promise<void> {
    this.#assertSameFile();
    this.#pageSize = facts.pageSize;
    this.#pageCount = facts.pageCount;
    if (facts.journalMode === 'wal') await this.#planWal();
    else this.#changeCounter = this.#readChangeCounter();
  }

  /**
   * Fills `block`, whose length is a multiple of 65,536, with the next bytes of the image.
   * @returns their number; 0 at the end
   * @throws SourceChangedError a frame has changed since the scan
   */
  readBlock(block: Buffer): number {
    const count = Math.min(block.length / this.#pageSize, this.#pageCount - this.#position);
    const first = this.#position + 1;
    for (let at = 0; at < count;)
      at += this.#readRun(first + at, block.subarray(at * this.#pageSize), count - at);
    this.#position += count;
    return count * this.#pageSize;
  }

  /** @throws as `readBlock` */
  readPage(page: number, target: Buffer): void {
    this.#readRun(page, target, 1);
  }

  rewind(): void {
    this.#position = 0;
  }

  /** @throws SourceChangedError the source changed under the lock: discard the pages */
  assertUnchanged(): void {
    this.#assertSameFile();
    if (this.#changeCounter !== undefined && this.#readChangeCounter() !== this.#changeCounter) {
      throw new SourceChangedError('the change counter changed under our lock');
    }
    const before = this.#index;
    // An inconsistent wal-index only means that a writer is publishing.
    const now = this.#shm === undefined ? undefined : readWalIndex(this.#shm);
    if (before === undefined || now === undefined) return;
    if (this.#overlay === undefined) {
      if (now.backfilledFrames > before.backfilledFrames)
        throw new SourceChangedError('a checkpoint ran under our lock');
    } else if (!now.salts.equals(before.salts) || now.maxFrame < before.maxFrame) {
      throw new SourceChangedError('the write-ahead log was restarted under our lock');
    }
  }

  /** Closes all descriptors. Call it after SQLite has closed the database. Idempotent. */
  close(): void {
    for (const descriptor of this.#descriptors.splice(0)) closeSync(descriptor);
  }

  async #planWal(): Promise<void> {
    try {
      // Where SQLite cannot write the -shm it may use a private one, whose locks other processes do not see.
      accessSync(`${this.#path}-shm`, constants.W_OK);
    } catch {
      throw new StreamingUnsupportedError('the -shm file is not writable');
    }
    this.#shm = this.#openSide('-shm');
    const index = await settledIndex(this.#shm);
    if (index.version !== WAL_INDEX_VERSION)
      throw new StreamingUnsupportedError(`wal-index version ${String(index.version)}`);
    this.#index = index;
    if (index.maxFrame === 0 || index.maxFrame === index.backfilledFrames) return;
    this.#overlay = WalOverlay.scan(this.#openSide('-wal'), index, this.#pageSize);
    this.#pageCount = index.databasePages;
  }

  /** Reads as many contiguous pages as possible from `page` on; returns their number. */
  #readRun(page: number, target: Buffer, maxPages: number): number {
    if (page === lockBytePage(this.#pageSize)) {
      // The page of SQLite's locks has no content and is never read.
      target.fill(0, 0, this.#pageSize);
      return 1;
    }
    if (this.#overlay?.has(page) === true) {
      this.#overlay.readPage(page, target);
      return 1;
    }
    let count = 1;
    while (count < maxPages && this.#isInMain(page + count)) count += 1;
    const bytes = target.subarray(0, count * this.#pageSize);
    const done = readFully(this.#main, bytes, (page - 1) * this.#pageSize);
    // Beyond the end of the file SQLite reads zeros.
    bytes.fill(0, done);
    return count;
  }

  #isInMain(page: number): boolean {
    return page !== lockBytePage(this.#pageSize) && this.#overlay?.has(page) !== true;
  }

  #readChangeCounter(): number {
    const bytes = Buffer.alloc(4);
    readFully(this.#main, bytes, CHANGE_COUNTER_OFFSET);
    return bytes.readUInt32BE();
  }

  #assertSameFile(): void {
    const now = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino !== this.#opened.ino || now.dev !== this.#opened.dev) {
      throw new SourceChangedError('the file was replaced');
    }
  }

  #openSide(suffix: string): number {
    const descriptor = openSync(this.#path + suffix, 'r');
    this.#descriptors.push(descriptor);
    return descriptor;
  }
}

async function settledIndex(shm: number): Promise<WalIndex> {
  const giveUpMs = performance.now() + WAL_INDEX_TIMEOUT_MS;
  for (;;) {
    const index = readWalIndex(shm);
    if (index !== undefined) return index;
    if (performance.now() > giveUpMs) throw new SourceChangedError('the wal-index stays inconsistent');
    await pause(WAL_INDEX_PAUSE_MS);
  }
}
