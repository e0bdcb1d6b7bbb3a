import { randomUUID } from 'node:crypto';
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

  async write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    this.#disk.write(path, Buffer.concat(pieces));
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
