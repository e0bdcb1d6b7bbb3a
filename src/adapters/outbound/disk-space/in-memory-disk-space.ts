import type { DiskSpace, DiskSpaceFacts } from '../../../application/ports/disk-space.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';

/** The room of an in-memory disk. */
export class InMemoryDiskSpace implements DiskSpace {
  /** Thrown instead of measuring. */
  failure: Error | undefined;
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async measure(): Promise<DiskSpaceFacts> {
    if (this.failure !== undefined) throw this.failure;
    return { freeBytes: this.#disk.freeBytes, totalBytes: this.#disk.capacityBytes };
  }
}
