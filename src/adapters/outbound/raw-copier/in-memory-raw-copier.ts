import type { RawCopier, RawCopyOptions } from '../../../application/ports/raw-copier.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import { stateLayout } from '../files/state-layout.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { rawCopyName } from './raw-copying.ts';

/** Copies damaged databases on an in-memory disk. */
export class InMemoryRawCopier implements RawCopier {
  readonly #disk: InMemoryDisk;
  readonly #prefix: string;

  constructor(disk: InMemoryDisk, backupDirectory = '/backup') {
    this.#disk = disk;
    this.#prefix = `${stateLayout(backupDirectory).quarantine}/`;
  }

  async keep(databasePath: string, { database, at, signal }: RawCopyOptions): Promise<string> {
    signal.throwIfAborted();
    const content = this.#disk.read(databasePath);
    if (content === undefined) {
      throw new DatabaseNotFoundException(`no file at ${databasePath}`, {
        hint: 'Check the path.',
        details: { path: databasePath },
      });
    }
    let ordinal = 1;
    const pathFor = (): string => this.#prefix + rawCopyName(database, at, String(ordinal));
    while (this.#disk.has(pathFor())) ordinal += 1;
    const copyPath = pathFor();
    this.#copy(databasePath, copyPath);
    return copyPath;
  }

  #copy(databasePath: string, copyPath: string): void {
    const copied: string[] = [];
    try {
      for (const suffix of ['', '-wal', '-journal']) {
        const bytes = this.#disk.read(databasePath + suffix);
        if (bytes === undefined) continue;
        this.#disk.write(copyPath + suffix, bytes);
        copied.push(copyPath + suffix);
      }
    } catch (error) {
      for (const path of copied) this.#disk.remove(path);
      throw error;
    }
  }
}
