import { createHash } from 'node:crypto';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly modifiedAt: Date;
}

/**
 * A disk that lives in memory and is shared by the in-memory adapters: what one of them writes the others see.
 * Its capacity and its write protection make a full or a read-only disk natural instead of mocked.
 */
export class InMemoryDisk {
  /** May be lowered below what is in use: then nothing more fits. */
  capacityBytes: number;
  /** Every write, rename and removal fails while this is true. */
  readOnly = false;
  readonly #files = new Map<string, StoredFile>();

  constructor(capacityBytes = 1024 ** 4) {
    this.capacityBytes = capacityBytes;
  }

  get usedBytes(): number {
    let sum = 0;
    for (const { bytes } of this.#files.values()) sum += bytes.length;
    return sum;
  }

  get freeBytes(): number {
    return Math.max(0, this.capacityBytes - this.usedBytes);
  }

  /** Every path that begins with `prefix`, sorted. */
  paths(prefix = ''): readonly string[] {
    return [...this.#files.keys()].filter((path) => path.startsWith(prefix)).sort();
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** A copy of the bytes at a path, `undefined` where there is nothing. */
  read(path: string): Uint8Array | undefined {
    return this.#files.get(path)?.bytes.slice();
  }

  sizeBytes(path: string): number | undefined {
    return this.#files.get(path)?.bytes.length;
  }

  modifiedAt(path: string): Date | undefined {
    return this.#files.get(path)?.modifiedAt;
  }

  /** Hex SHA-256 of the bytes at a path, `undefined` where there is nothing. */
  sha256(path: string): string | undefined {
    const bytes = this.#files.get(path)?.bytes;
    return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
  }

  /**
   * Creates or replaces a file, all or nothing.
   * @throws BackupDirectoryException no room, or the disk is read-only
   */
  write(path: string, content: Uint8Array | string, modifiedAt = new Date(0)): void {
    this.#assertWritable(path);
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
    const grows = bytes.length - (this.sizeBytes(path) ?? 0);
    if (grows > this.freeBytes) {
      throw new BackupDirectoryException(
        `no room for ${path}: ${String(grows)} bytes are needed, ${String(this.freeBytes)} are free`,
        {
          hint: 'Free some room, or choose another directory.',
          details: { path, free_bytes: this.freeBytes },
        },
      );
    }
    this.#files.set(path, { bytes, modifiedAt });
  }

  /**
   * Moves a file, over an existing one too.
   * @throws BackupDirectoryException nothing is at `from`, or the disk is read-only
   */
  rename(from: string, to: string): void {
    this.#assertWritable(to);
    const file = this.#files.get(from);
    if (file === undefined) {
      throw new BackupDirectoryException(`nothing is at ${from}`, {
        hint: 'Run it again.',
        details: { path: from },
      });
    }
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  /**
   * Removes a file and says whether there was one.
   * @throws BackupDirectoryException the disk is read-only
   */
  remove(path: string): boolean {
    if (this.#files.has(path)) this.#assertWritable(path);
    return this.#files.delete(path);
  }

  #assertWritable(path: string): void {
    if (!this.readOnly) return;
    throw new BackupDirectoryException(`${path} cannot be written: the disk is read-only`, {
      hint: 'Mount it writable, or choose another directory.',
      details: { path },
    });
  }
}
