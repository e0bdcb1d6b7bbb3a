import { writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { beyondStoredSizeLimit } from '../../../domain/backup/stored-size-limit.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { directoryException, withDirectoryErrors } from './directory-exception.ts';
import { readFully } from './file-bytes.ts';
import { MIB } from '../../../domain/units.ts';

/**
 * Bytes per write. Large writes make Linux look for large pieces of free memory: on a virtual machine that returns
 * memory to its host, a gigabyte by 2 MiB took 2.5 s, by 64 KiB 0.4 s.
 */
const WRITE_BYTES = 64 * 1024;

/** Flush this often while writing: the last sync is short, and other programs' commits do not wait behind it. */
const FLUSH_BYTES = 32 * MIB;

/**
 * A new file of mode 0600, written from start to end within a size limit. Writes are synchronous, so it is for a
 * process that does nothing else: in libuv's pool, many small writes would wait behind the compression of blocks.
 */
export class SequentialFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  readonly #isTemporary: boolean;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #flushedBytes = 0;
  #flushing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle, maxBytes: number, isTemporary: boolean) {
    this.#path = path;
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#isTemporary = isTemporary;
  }

  /** @throws BackupDirectoryException the file exists, or no permission */
  static async create(path: string, maxBytes: number): Promise<SequentialFile> {
    return SequentialFile.#open(path, maxBytes, false);
  }

  /**
   * A file that is removed before the process ends: it is not flushed to disk.
   * @throws as `create`
   */
  static async createTemporary(path: string): Promise<SequentialFile> {
    return SequentialFile.#open(path, Number.POSITIVE_INFINITY, true);
  }

  static async #open(path: string, maxBytes: number, isTemporary: boolean): Promise<SequentialFile> {
    return withDirectoryErrors(path, async () => {
      return new SequentialFile(path, await open(path, 'wx+', 0o600), maxBytes, isTemporary);
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @throws BackupCreationException the file would exceed its limit
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
   * Reads bytes that were written, at `position`.
   * @throws BackupDirectoryException the disk failed
   */
  readBack(target: Buffer, position: number): void {
    const filled = this.#translated(() => readFully(this.#file.fd, target, position));
    if (filled === target.length) return;
    throw new BackupDirectoryException(`${this.#path} is shorter than what was written to it`, {
      hint: 'Check the system log: the disk may be failing, or another program writes to this file.',
      details: { path: this.#path },
    });
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }

  /** @throws BackupDirectoryException the disk failed */
  async sync(): Promise<void> {
    await withDirectoryErrors(this.#path, async () => {
      await this.#flushing;
      await this.#file.sync();
    });
  }

  async close(): Promise<void> {
    await this.#flushing?.catch(() => undefined);
    await this.#file.close();
  }

  /** One flush at a time. The system reports a failure once: `sync` throws it. */
  #flushBehind(): void {
    if (this.#isTemporary || this.#flushing !== undefined || this.#bytes - this.#flushedBytes < FLUSH_BYTES)
      return;
    this.#flushedBytes = this.#bytes;
    const flushing = this.#file.datasync().then(() => {
      this.#flushing = undefined;
    });
    flushing.catch(() => undefined);
    this.#flushing = flushing;
  }

  /** A write may take fewer bytes, for example on a disk that is almost full. */
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
