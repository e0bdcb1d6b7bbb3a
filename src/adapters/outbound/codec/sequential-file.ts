import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { beyondStoredSizeLimit } from '../../../domain/backup/stored-size-limit.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { directoryException } from './directory-exception.ts';
import { readFully } from './read-fully.ts';

/**
 * Bytes of one write. Large ones make Linux cache the file in large pieces, for which it needs large pieces of free
 * memory: where those are scarce, on a virtual machine that gives them back to its host for instance, writing a
 * gigabyte by 2 MiB took 2.5 s, by 64 KiB 0.4 s.
 */
const WRITE_BYTES = 64 * 1024;

/**
 * The disk is asked to write this many bytes while more are made: at the end little is left to wait for, and other
 * programs' commits do not wait behind a whole backup's worth of dirty pages.
 */
const FLUSH_BYTES = 32 * 1024 * 1024;

/**
 * A new file of mode 0600 that is written from front to end, measured and bounded on the way. It belongs into a
 * process that does nothing else: writing blocks, for in libuv's pool so many small writes would queue behind the
 * compression of whole blocks.
 */
export class SequentialFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #flushedBytes = 0;
  #flushing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle, maxBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  /** @throws BackupDirectoryException something is there already, no permission */
  static async create(path: string, maxBytes: number): Promise<SequentialFile> {
    try {
      return new SequentialFile(path, await open(path, 'wx+', 0o600), maxBytes);
    } catch (error) {
      throw directoryException(error, path);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Writes the pieces behind everything before.
   * @throws BackupCreationException the file would grow beyond its limit
   * @throws BackupDirectoryException no room
   */
  append(pieces: readonly Buffer[], { digest }: { digest: boolean }): void {
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.#bytes + bytes > this.#maxBytes) throw beyondStoredSizeLimit(this.#maxBytes);
    for (const piece of pieces) {
      if (digest) this.#hash.update(piece);
      this.#translated(() => {
        this.#write(piece);
      });
    }
    this.#flushBehind();
  }

  /**
   * Fills `target` with what the file holds at `position`, which has been written.
   * @throws BackupDirectoryException the disk failed
   */
  readBack(target: Buffer, position: number): void {
    const filled = this.#translated(() => readFully(this.#file.fd, target, position));
    if (filled === target.length) return;
    throw new BackupDirectoryException(`${this.#path} is shorter than what was written to it`, {
      hint: 'See the system log: the disk may be failing, or something else writes to this file.',
      details: { path: this.#path },
    });
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }

  /** @throws BackupDirectoryException the disk failed */
  async sync(): Promise<void> {
    try {
      await this.#flushing;
      await this.#file.sync();
    } catch (error) {
      throw directoryException(error, this.#path);
    }
  }

  async close(): Promise<void> {
    await this.#flushing?.catch(() => undefined);
    await this.#file.close();
  }

  /** One flush at a time; a failure, which the system reports once, is thrown by `sync`. */
  #flushBehind(): void {
    if (this.#flushing !== undefined || this.#bytes - this.#flushedBytes < FLUSH_BYTES) return;
    this.#flushedBytes = this.#bytes;
    const flushing = this.#file.datasync().then(() => {
      this.#flushing = undefined;
    });
    flushing.catch(() => undefined);
    this.#flushing = flushing;
  }

  /** One write may take fewer bytes than it was given, on a disk that is filling up for instance. */
  #write(piece: Buffer): void {
    for (let done = 0; done < piece.length;) {
      const length = Math.min(WRITE_BYTES, piece.length - done);
      const written = writeSync(this.#file.fd, piece, done, length, this.#bytes);
      done += written;
      this.#bytes += written;
    }
  }

  #translated<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw directoryException(error, this.#path);
    }
  }
}
