import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { SourceFileFacts, SourceFiles } from '../../../application/ports/source-files.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';

export class InMemorySourceFiles implements SourceFiles {
  /** Paths that are more than a plain readable file: a directory, unreadable, a link. */
  readonly overrides = new Map<string, Partial<SourceFileFacts>>();
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  describe(path: string): Promise<SourceFileFacts> {
    const override = this.overrides.get(path);
    const realPath = override?.path ?? path;
    const sizeBytes = this.#disk.sizeBytes(realPath);
    return Promise.resolve({
      path: realPath,
      baseName: basename(path),
      pathDigest: createHash('sha256').update(realPath).digest('hex'),
      identity: sizeBytes === undefined ? undefined : realPath,
      kind: sizeBytes === undefined ? 'missing' : 'file',
      sizeBytes: sizeBytes ?? 0,
      walBytes: this.#disk.sizeBytes(`${realPath}-wal`) ?? 0,
      readable: sizeBytes !== undefined,
      ...override,
    });
  }
}
