import type { DiskSpace, DiskSpaceFacts } from '../../../application/ports/disk-space.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';

/** The free space of an in-memory disk. */
export class InMemoryDiskSpace implements DiskSpace {
  /** Thrown instead of measuring. */
  failure: Error | undefined;
  /** Like a file system that reports no size. */
  isUnknown = false;
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async measure(): Promise<DiskSpaceFacts> {
    if (this.failure !== undefined) throw this.failure;
    if (this.isUnknown) return { freeBytes: undefined, totalBytes: undefined };
    return { freeBytes: this.#disk.freeBytes, totalBytes: this.#disk.capacityBytes };
  }
}
