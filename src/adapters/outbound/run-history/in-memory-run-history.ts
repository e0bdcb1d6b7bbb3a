import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import type { HistoryRecord } from '../../../domain/history/history-entry.ts';
import { recordedRuns } from '../../../domain/history/recorded-runs.ts';
import type { HistoryReading, RunHistory } from '../../../application/ports/run-history.ts';

export interface RememberedRecord {
  readonly record: HistoryRecord;
  readonly process: string;
}

/** A history in memory; instances that share the records act as processes with one directory. */
export class InMemoryRunHistory implements RunHistory {
  /** Appending fails while this is true. */
  unwritable = false;
  readonly deadProcesses = new Set<string>();
  readonly #records: RememberedRecord[];
  readonly #maxRuns: number;
  readonly #process: string;

  constructor(records: RememberedRecord[] = [], maxRuns = Infinity, process = 'this') {
    this.#records = records;
    this.#maxRuns = maxRuns;
    this.#process = process;
  }

  append(record: HistoryRecord): Promise<void> {
    if (this.unwritable) {
      const error = new BackupDirectoryException('permission denied: the run history', {
        hint: 'Give this user write permission on the directory, or choose another one.',
      });
      return Promise.reject(error);
    }
    this.#records.push({ record, process: this.#process });
    this.#dropOldest();
    return Promise.resolve();
  }

  read(): Promise<HistoryReading> {
    const records = this.#records.map(({ record, process }) =>
      record.event === 'started' ? { ...record, processKey: process } : record,
    );
    const entries = recordedRuns(records, ({ processKey }) => this.deadProcesses.has(processKey));
    return Promise.resolve({ entries, unreadableLines: 0 });
  }

  #dropOldest(): void {
    const ids = [...new Set(this.#records.map(({ record }) => record.run.id))];
    const dropped = new Set(ids.slice(0, Math.max(0, ids.length - this.#maxRuns)));
    const kept = this.#records.filter(({ record }) => !dropped.has(record.run.id));
    this.#records.splice(0, this.#records.length, ...kept);
  }
}
