import type { ArtifactReader, OpenArtifact } from '../../../application/ports/artifact-reader.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';

export class InMemoryArtifactReader implements ArtifactReader {
  readonly #disk: InMemoryDisk;
  /** Lets a test check that every artifact was closed. */
  openCount = 0;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async open(path: string): Promise<OpenArtifact> {
    const bytes = this.#disk.read(path);
    if (bytes === undefined) {
      throw new BackupNotFoundException(`${path} no longer exists`, { hint: 'List the backups again.' });
    }
    let isOpen = true;
    this.openCount += 1;
    return Promise.resolve({
      sizeBytes: bytes.length,
      read: async function* (start: number, end: number) {
        yield Promise.resolve(bytes.slice(start, end));
      },
      close: async () => {
        if (isOpen) this.openCount -= 1;
        isOpen = false;
        return Promise.resolve();
      },
    });
  }
}
