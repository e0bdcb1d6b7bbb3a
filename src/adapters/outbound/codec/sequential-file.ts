import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { beyondStoredSizeLimit } from '../../../domain/backup/stored-size-limit.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { directoryException } from './directory-exception.ts';

/**
 * The disk is asked to write this many bytes while more are made: at the end little is left to wait for, and other
 * programs' commits do not wait behind a whole backup's worth of dirty pages.
 */
const FLUSH_BYTES = 32 * 1024 * 1024;

/** A new file of mode 0600 that is written from front to end, measured and bounded on the way. */
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
   * Writes the pieces behind everything before; one call at a time.
   * @throws BackupCreationException the file would grow beyond its limit
   * @throws BackupDirectoryException no room
   */
  async append(pieces: readonly Buffer[], { digest }: { digest: boolean }): Promise<void> {
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.#bytes + bytes > this.#maxBytes) throw beyondStoredSizeLimit(this.#maxBytes);
    const writing = this.#write(pieces, this.#bytes);
    if (digest) for (const piece of pieces) this.#hash.update(piece);
    await this.#translated(writing);
    this.#bytes += bytes;
    this.#flushBehind();
  }

  /**
   * Fills `target` with what the file holds at `position`, which has been written.
   * @throws BackupDirectoryException the disk failed
   */
  async readBack(target: Buffer, position: number): Promise<void> {
    await this.#translated(this.#fill(target, position));
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }

  /** @throws BackupDirectoryException the disk failed */
  async sync(): Promise<void> {
    await this.#translated(this.#flushed().then(() => this.#file.sync()));
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

  async #flushed(): Promise<void> {
    await this.#flushing;
  }

  async #translated(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      throw directoryException(error, this.#path);
    }
  }

  async #fill(target: Buffer, position: number): Promise<void> {
    for (let done = 0; done < target.length;) {
      const { bytesRead } = await this.#file.read(target, done, target.length - done, position + done);
      if (bytesRead === 0) {
        throw new BackupDirectoryException(`${this.#path} is shorter than what was written to it`, {
          hint: 'See the system log: the disk may be failing, or something else writes to this file.',
          details: { path: this.#path },
        });
      }
      done += bytesRead;
    }
  }

  /** One write may take fewer bytes than it was given, on a disk that is filling up for instance. */
  async #write(pieces: readonly Buffer[], position: number): Promise<void> {
    let at = position;
    for (const piece of pieces) {
      for (let done = 0; done < piece.length;) {
        const { bytesWritten } = await this.#file.write(piece, done, piece.length - done, at);
        done += bytesWritten;
        at += bytesWritten;
      }
    }
  }
}
