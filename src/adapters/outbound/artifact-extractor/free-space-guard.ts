import { statfsSync } from 'node:fs';
import type { Reserve } from '../../../application/ports/artifact-extractor.ts';
import { beyondReserve } from '../../../domain/backup/reserve.ts';
import { directoryException } from '../codec/directory-exception.ts';

/** The free room is read again after this many written bytes: other programs write to the same disk. */
const MEASURE_EVERY_BYTES = 4 * 1024 * 1024;

/** Free bytes at a path; `undefined` where the file system does not tell its size. */
export type MeasureFreeBytes = (path: string) => number | undefined;

/** Measured in place: the process that writes a scratch copy does nothing else. */
export const measureFreeBytes: MeasureFreeBytes = (path) => {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    return blocks === 0 ? undefined : bavail * bsize;
  } catch (error) {
    throw directoryException(error, path);
  }
};

/** Lets a file grow only as long as its disk keeps the reserve free. */
export class FreeSpaceGuard {
  readonly #path: string;
  readonly #reserveBytes: number;
  readonly #measure: MeasureFreeBytes;
  /** What may still be written before the room is measured again. */
  #allowedBytes = 0;

  /** @throws BackupDirectoryException the database's known size does not fit besides the reserve */
  constructor(path: string, { freeBytes, databaseBytes }: Reserve, measure: MeasureFreeBytes) {
    this.#path = path;
    this.#reserveBytes = freeBytes;
    this.#measure = measure;
    if (databaseBytes !== undefined) this.#assertFits(databaseBytes);
  }

  /**
   * To be called before the bytes are written.
   * @throws BackupDirectoryException they do not fit besides the reserve
   */
  take(bytes: number): void {
    if (bytes > this.#allowedBytes) {
      this.#allowedBytes = Math.min(this.#assertFits(bytes), Math.max(bytes, MEASURE_EVERY_BYTES));
    }
    this.#allowedBytes -= bytes;
  }

  /** @returns how many bytes fit besides the reserve */
  #assertFits(neededBytes: number): number {
    const freeBytes = this.#measure(this.#path);
    // Where the room is unknown writing finds out.
    if (freeBytes === undefined) return Number.POSITIVE_INFINITY;
    const fittingBytes = freeBytes - this.#reserveBytes;
    if (neededBytes <= fittingBytes) return fittingBytes;
    throw beyondReserve(this.#path, { neededBytes, freeBytes, reserveBytes: this.#reserveBytes });
  }
}
