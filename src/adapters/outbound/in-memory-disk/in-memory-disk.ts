import { createHash } from 'node:crypto';
import { BackupDirectoryException, NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly modifiedAt: Date;
}

/**
 * A disk in memory, shared by the in-memory adapters. Its capacity and write protection allow tests of a full or
 * read-only disk without mocks.
 */
export class InMemoryDisk {
  /** May be set below the used space: then every write fails. */
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

  /** Every path with this prefix, sorted. */
  paths(prefix = ''): readonly string[] {
    return [...this.#files.keys()].filter((path) => path.startsWith(prefix)).sort();
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  read(path: string): Uint8Array | undefined {
    return this.#files.get(path)?.bytes.slice();
  }

  sizeBytes(path: string): number | undefined {
    return this.#files.get(path)?.bytes.length;
  }

  modifiedAt(path: string): Date | undefined {
    return this.#files.get(path)?.modifiedAt;
  }

  /** Hex SHA-256 of the file; `undefined` where there is none. */
  sha256(path: string): string | undefined {
    const bytes = this.#files.get(path)?.bytes;
    return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
  }

  /**
   * Creates or replaces a file atomically.
   * @throws BackupDirectoryException the disk is full or read-only
   */
  write(path: string, content: Uint8Array | string, modifiedAt = new Date(0)): void {
    this.#assertWritable(path);
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
    const grows = bytes.length - (this.sizeBytes(path) ?? 0);
    if (grows > this.freeBytes) {
      throw new BackupDirectoryException(
        `no space left for ${path}: it needs ${String(grows)} bytes, ${String(this.freeBytes)} are free`,
        {
          hint: 'Free disk space, or choose another directory.',
          details: { reason: NO_SPACE, path, free_bytes: this.freeBytes },
        },
      );
    }
    this.#files.set(path, { bytes, modifiedAt });
  }

  /**
   * Moves a file; an existing one is replaced.
   * @throws BackupDirectoryException there is no file at `from`, or the disk is read-only
   */
  rename(from: string, to: string): void {
    this.#assertWritable(to);
    const file = this.#files.get(from);
    if (file === undefined) {
      throw new BackupDirectoryException(`there is no file at ${from}`, {
        hint: 'Run the command again.',
        details: { path: from },
      });
    }
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  /**
   * Removes a file; returns whether there was one.
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
