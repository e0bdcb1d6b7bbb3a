import type { ManifestDraft } from '../../../application/ports/backup-store.ts';
import type {
  Quarantine,
  QuarantinedCapture,
  RawCopyOptions,
} from '../../../application/ports/quarantine.ts';
import { formatBackupName } from '../../../domain/backup/backup-name.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import { formatManifest } from '../files/manifest-document.ts';
import { stateLayout } from '../files/state-layout.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { newestFirst, quarantinedCapture } from './filesystem-quarantine.ts';
import { rawCopyName } from './raw-copying.ts';

export class InMemoryQuarantine implements Quarantine {
  readonly #disk: InMemoryDisk;
  readonly #prefix: string;

  constructor(disk: InMemoryDisk, stateDirectory = '/backup/.state') {
    this.#disk = disk;
    this.#prefix = `${stateLayout(stateDirectory).quarantine}/`;
  }

  async add(stagedPath: string, draft: ManifestDraft): Promise<string> {
    let ordinal = 1;
    const pathFor = (): string => this.#prefix + formatBackupName({ ...draft, ordinal });
    while (this.#disk.has(pathFor())) ordinal++;
    const path = pathFor();
    const filename = path.slice(this.#prefix.length);
    this.#disk.write(`${path}.json`, formatManifest({ ...draft, filename }));
    this.#disk.rename(stagedPath, path);
    return Promise.resolve(path);
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
