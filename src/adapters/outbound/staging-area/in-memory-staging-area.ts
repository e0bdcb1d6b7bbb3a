import { randomUUID } from 'node:crypto';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import type { StagingArea } from '../../../application/ports/staging-area.ts';
import { ENDING_OF, type Compression } from '../../../domain/backup/compression.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { stateLayout } from '../files/state-layout.ts';

/** Staging on an in-memory disk; one folder per database, so that `app` never sweeps the files of `app-2`. */
export class InMemoryStagingArea implements StagingArea {
  readonly #disk: InMemoryDisk;
  readonly directory: string;

  constructor(disk: InMemoryDisk, stateDirectory = '/backup/.state') {
    this.#disk = disk;
    this.directory = stateLayout(stateDirectory).staging;
  }

  async allocate(database: string, compression: Compression): Promise<string> {
    await this.probe();
    return `${this.directory}/${database}/${randomUUID()}${ENDING_OF[compression]}`;
  }

  async allocateScratch(database: string): Promise<string> {
    return this.allocate(database, 'none');
  }

  async open(path: string): Promise<OpenArtifact> {
    const bytes = this.#disk.read(path);
    if (bytes === undefined) {
      throw new BackupDirectoryException(`no file at ${path}`, { hint: 'Run the command again.' });
    }
    return Promise.resolve({
      sizeBytes: bytes.length,
      read: async function* (start: number, end: number) {
        yield Promise.resolve(bytes.slice(start, end));
      },
      close: () => Promise.resolve(),
    });
  }

  discard(path: string): Promise<void> {
    if (!this.#disk.readOnly) this.#removeAll(path);
    return Promise.resolve();
  }

  async sweep(database: string): Promise<void> {
    this.#removeAll(`${this.directory}/${database}/`);
  }

  async leftoverDatabases(): Promise<readonly string[]> {
    const owners = this.#disk
      .paths(`${this.directory}/`)
      .map((path) => path.slice(this.directory.length + 1));
    return [...new Set(owners.map((path) => path.split('/')[0] ?? ''))].sort();
  }

  async probe(): Promise<void> {
    const path = `${this.directory}/${randomUUID()}.probe`;
    this.#disk.write(path, 'x');
    this.#disk.remove(path);
  }

  #removeAll(prefix: string): void {
    for (const path of this.#disk.paths(prefix)) this.#disk.remove(path);
  }
}
