import { randomUUID } from 'node:crypto';
import type { DatabaseRestorer } from '../../../application/ports/database-restorer.ts';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import type { FileOwner } from '../../../domain/backup/manifest.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { SIDE_FILES } from '../files/database-files.ts';

export class InMemoryDatabaseRestorer implements DatabaseRestorer {
  /** What the disk does not guarantee. */
  readonly missing: RunWarning[] = [];
  /** Recorded owners of files that were restored to a new path. */
  readonly owners = new Map<string, FileOwner | undefined>();
  /** Root can give files to another user. */
  isRoot = true;
  readonly #disk: InMemoryDisk;
  /** A prepared path that is not in it belongs to a dead restore. */
  readonly #prepared = new Set<string>();

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async prepare(targetPath: string, { overwrite }: { readonly overwrite: boolean }): Promise<string> {
    const prefix = `${targetPath}.restore-`;
    for (const path of this.#disk.paths(prefix)) if (!this.#prepared.has(path)) this.#disk.remove(path);
    this.#assertReplaceable(targetPath, overwrite);
    const path = `${prefix}${randomUUID()}`;
    this.#prepared.add(path);
    return path;
  }

  async warnings(): Promise<readonly RunWarning[]> {
    return this.missing;
  }

  async own(
    _preparedPath: string,
    targetPath: string,
    recorded: FileOwner | undefined,
  ): Promise<readonly RunWarning[]> {
    if (this.#disk.has(targetPath)) return [];
    if (this.isRoot || recorded === undefined) this.owners.set(targetPath, recorded);
    else return [{ message: `${targetPath} does not get its owner`, hint: `chown ${targetPath}` }];
    return [];
  }

  async commit(
    preparedPath: string,
    targetPath: string,
    { overwrite }: { readonly overwrite: boolean },
  ): Promise<string | undefined> {
    this.#assertReplaceable(targetPath, overwrite);
    this.#disk.rename(preparedPath, targetPath);
    for (const ending of SIDE_FILES) this.#disk.remove(`${targetPath}${ending}`);
    return undefined;
  }

  discard(preparedPath: string): Promise<void> {
    if (!this.#disk.readOnly) this.#disk.remove(preparedPath);
    return Promise.resolve();
  }

  #assertReplaceable(targetPath: string, overwrite: boolean): void {
    if (overwrite || !this.#disk.has(targetPath)) return;
    throw new UsageException(`${targetPath} exists`, {
      hint: 'Restore to another path, or allow it to be replaced.',
      details: { path: targetPath },
    });
  }
}
