import type { HistoryReading, RunHistory } from '../../../application/ports/run-history.ts';
import type { HistoryRecord } from '../../../domain/history/history-entry.ts';
import { recordedRuns } from '../../../domain/history/recorded-runs.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { assertStoreIsThere } from '../files/known-stores.ts';
import { isDead, ownProcess, type ProcessIdentity } from '../files/process-identity.ts';
import { stateLayout } from '../files/state-layout.ts';
import { HistoryFiles } from './history-files.ts';
import { formatLine, parseLine } from './history-line.ts';

/** Keeps the history as lines of JSON in `.state/journal.jsonl` of the state directory. */
export class FilesystemRunHistory implements RunHistory {
  readonly #files: HistoryFiles;
  readonly #process: ProcessIdentity;

  /**
   * @param maxRuns the maximum number of runs
   * @param process the identity in appended records
   */
  constructor(stateDirectory: string, maxRuns: number, process = ownProcess()) {
    this.#files = new HistoryFiles(stateLayout(stateDirectory).directory, maxRuns);
    this.#process = process;
  }

  async append(record: HistoryRecord): Promise<void> {
    await withDirectoryErrors(this.#files.activePath, () =>
      this.#files.append(formatLine(record, this.#process)),
    );
  }

  async read(): Promise<HistoryReading> {
    await assertStoreIsThere(this.#files.activePath);
    const lines = await this.#lines();
    const records = lines.map(parseLine).filter((record) => record !== undefined);
    const own = ownProcess();
    return {
      entries: recordedRuns(records, (start) => isDead(start.process, own)),
      unreadableLines: lines.length - records.length,
    };
  }

  async #lines(): Promise<readonly string[]> {
    return withDirectoryErrors(this.#files.activePath, () => this.#files.lines());
  }
}
