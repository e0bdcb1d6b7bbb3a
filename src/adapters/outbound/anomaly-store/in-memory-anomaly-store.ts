import type { AnomalyStore } from '../../../application/ports/anomaly-store.ts';
import { NO_ANOMALIES, type AnomalyState } from '../../../domain/anomaly/anomaly.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { formatAnomalies, parseAnomalies } from './anomaly-document.ts';

const ENDING = '.json';

/** Anomaly records as files on an in-memory disk, so that a test can damage them. */
export class InMemoryAnomalyStore implements AnomalyStore {
  readonly #disk: InMemoryDisk;
  readonly #prefix: string;

  constructor(disk: InMemoryDisk, backupDirectory = '/backup') {
    this.#disk = disk;
    this.#prefix = `${backupDirectory}/.state/anomalies/`;
  }

  read(database: string): Promise<AnomalyState> {
    const path = this.#pathOf(database);
    const bytes = this.#disk.read(path);
    if (bytes === undefined) return Promise.resolve(NO_ANOMALIES);
    const parsed = parseAnomalies(new TextDecoder().decode(bytes), database);
    if (typeof parsed !== 'string') return Promise.resolve(parsed);
    const since = this.#disk.modifiedAt(path) ?? new Date(0);
    return Promise.resolve({
      anomalies: [{ kind: 'unreadable_record', since, detail: `${path}: ${parsed}` }],
    });
  }

  async write(database: string, state: AnomalyState): Promise<void> {
    this.#disk.write(this.#pathOf(database), formatAnomalies(database, state));
  }

  async clear(database: string): Promise<void> {
    this.#disk.remove(this.#pathOf(database));
  }

  databases(): Promise<readonly string[]> {
    const names = this.#disk
      .paths(this.#prefix)
      .map((path) => path.slice(this.#prefix.length, -ENDING.length))
      .sort();
    return Promise.resolve(names);
  }

  #pathOf(database: string): string {
    return this.#prefix + database + ENDING;
  }
}
