import type { Quarantine, QuarantinedCapture } from '../../../application/ports/quarantine.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { newestFirst, quarantinedCapture } from './filesystem-quarantine.ts';
import { stateLayout } from '../files/state-layout.ts';

/** The quarantine on an in-memory disk. */
export class InMemoryQuarantine implements Quarantine {
  readonly #disk: InMemoryDisk;
  readonly #prefix: string;

  constructor(disk: InMemoryDisk, backupDirectory = '/backup') {
    this.#disk = disk;
    this.#prefix = `${stateLayout(backupDirectory).quarantine}/`;
  }

  list(): Promise<readonly QuarantinedCapture[]> {
    const captures = this.#disk
      .paths(this.#prefix)
      .map((path) =>
        quarantinedCapture(path, path.slice(this.#prefix.length), this.#disk.sizeBytes(path) ?? 0),
      );
    return Promise.resolve(captures.filter((capture) => capture !== undefined).sort(newestFirst));
  }

  async remove({ path }: QuarantinedCapture): Promise<void> {
    for (const each of [path, `${path}.json`]) this.#disk.remove(each);
  }
}
