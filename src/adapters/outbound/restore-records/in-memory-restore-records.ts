import type { RestoreRecords } from '../../../application/ports/restore-records.ts';
import type { RestoreRecord } from '../../../domain/restore/restore-record.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { formatRestoreRecord, latestRestoreFirst, parseRestoreRecord } from './restore-record-document.ts';

const ENDING = '.json';

/** Restore records as files on an in-memory disk, so that a test can damage them as a disk would. */
export class InMemoryRestoreRecords implements RestoreRecords {
  readonly #disk: InMemoryDisk;
  readonly #prefix: string;

  constructor(disk: InMemoryDisk, backupDirectory = '/backup') {
    this.#disk = disk;
    this.#prefix = `${backupDirectory}/.state/last-restore/`;
  }

  list(): Promise<readonly RestoreRecord[]> {
    const records = this.#disk
      .paths(this.#prefix)
      .map((path) => this.#load(path.slice(this.#prefix.length, -ENDING.length)))
      .filter((record) => record !== undefined);
    return Promise.resolve(records.sort(latestRestoreFirst));
  }

  read(database: string): Promise<RestoreRecord | undefined> {
    return Promise.resolve(this.#load(database));
  }

  async save(record: RestoreRecord): Promise<void> {
    this.#disk.write(this.#pathOf(record.database), formatRestoreRecord(record));
  }

  async clear(database: string): Promise<void> {
    this.#disk.remove(this.#pathOf(database));
  }

  #load(database: string): RestoreRecord | undefined {
    const bytes = this.#disk.read(this.#pathOf(database));
    return bytes === undefined ? undefined : parseRestoreRecord(new TextDecoder().decode(bytes), database);
  }

  #pathOf(database: string): string {
    return this.#prefix + database + ENDING;
  }
}
