import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import type { Reserve } from '../../../application/ports/artifact-extractor.ts';
import { beyondReserve } from '../../../domain/backup/reserve.ts';
import { directoryException } from '../files/directory-exception.ts';
import type { SequentialFile } from '../files/sequential-file.ts';
import { MIB } from '../../../domain/units.ts';

/** The digest of a database's content, chunk by chunk. */
interface ContentDigest {
  take(chunk: Buffer): void;
  /** In hex, after the last chunk. */
  sha256(): string;
}

/** For content that is not written anywhere. */
export class MemoryDigest implements ContentDigest {
  readonly #hash = createHash('sha256');

  take(chunk: Buffer): void {
    this.#hash.update(chunk);
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

const READ_BACK_BYTES = MIB;

/** Writes the content to a file and digests what the file holds, read back. */
export class ReadBackDigest implements ContentDigest {
  readonly #file: SequentialFile;
  readonly #hash = createHash('sha256');
  readonly #memory = Buffer.allocUnsafeSlow(READ_BACK_BYTES);
  #digestedBytes = 0;

  constructor(file: SequentialFile) {
    this.#file = file;
  }

  take(chunk: Buffer): void {
    this.#file.append([chunk], { digest: false });
    while (this.#file.bytes - this.#digestedBytes >= READ_BACK_BYTES) this.#readBack(READ_BACK_BYTES);
  }

  sha256(): string {
    this.#readBack(this.#file.bytes - this.#digestedBytes);
    return this.#hash.digest('hex');
  }

  #readBack(bytes: number): void {
    const target = this.#memory.subarray(0, bytes);
    this.#file.readBack(target, this.#digestedBytes);
    this.#hash.update(target);
    this.#digestedBytes += bytes;
  }
}

/** Measure again after this many bytes: other programs write to the same disk. */
const MEASURE_EVERY_BYTES = 4 * MIB;

/** Free bytes at a path; `undefined` where the file system does not report its size. */
export type MeasureFreeBytes = (path: string) => number | undefined;

/** Synchronous: the process that writes a scratch file does nothing else. */
export const measureFreeBytes: MeasureFreeBytes = (path) => {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    return blocks === 0 ? undefined : bavail * bsize;
  } catch (error) {
    throw directoryException(error, path);
  }
};

/** Stops a growing file before its disk has less than the reserve left. */
export class FreeSpaceGuard {
  readonly #path: string;
  readonly #reserveBytes: number;
  readonly #measure: MeasureFreeBytes;
  /** Bytes that may be written before the next measurement. */
  #allowedBytes = 0;

  /** @throws BackupDirectoryException the known size of the database does not fit in addition to the reserve */
  constructor(path: string, { freeBytes, databaseBytes }: Reserve, measure: MeasureFreeBytes) {
    this.#path = path;
    this.#reserveBytes = freeBytes;
    this.#measure = measure;
    if (databaseBytes !== undefined) this.#assertFits(databaseBytes);
  }

  /**
   * Call it before the bytes are written.
   * @throws BackupDirectoryException they do not fit in addition to the reserve
   */
  take(bytes: number): void {
    if (bytes > this.#allowedBytes) {
      this.#allowedBytes = Math.min(this.#assertFits(bytes), Math.max(bytes, MEASURE_EVERY_BYTES));
    }
    this.#allowedBytes -= bytes;
  }

  /** @returns how many bytes fit in addition to the reserve */
  #assertFits(neededBytes: number): number {
    const freeBytes = this.#measure(this.#path);
    // Unknown free space: the write itself will fail if the disk is full.
    if (freeBytes === undefined) return Number.POSITIVE_INFINITY;
    const fittingBytes = freeBytes - this.#reserveBytes;
    if (neededBytes <= fittingBytes) return fittingBytes;
    throw beyondReserve(this.#path, { neededBytes, freeBytes, reserveBytes: this.#reserveBytes });
  }
}
