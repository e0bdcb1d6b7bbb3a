import type { HistoryEntry, HistoryOutcome } from '../domain/history/history-entry.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunRecorder } from './runs/run-recorder.ts';

export interface ReportHistoryCommand {
  readonly database?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: HistoryOutcome | undefined;
  /** Most runs to tell of; `undefined` tells of all that are on record. */
  readonly limit?: number | undefined;
}

export interface HistoryReport {
  /** Newest first. */
  readonly runs: readonly HistoryEntry[];
  /** Lines of the journal that could not be read, of whatever run they were. */
  readonly unreadableLines: number;
}

/** What ran, when, and what became of it. */
export class ReportHistory {
  readonly #journal: RunHistory;
  readonly #recorder: RunRecorder;

  /** @param recorder what it still has to write is part of the history */
  constructor(journal: RunHistory, recorder: RunRecorder) {
    this.#journal = journal;
    this.#recorder = recorder;
  }

  /** @throws BackupDirectoryException the journal cannot be read */
  async execute(command: ReportHistoryCommand): Promise<HistoryReport> {
    await this.#recorder.flush();
    const { entries, unreadableLines } = await this.#journal.read();
    const { database, operation, outcome, limit } = command;
    const runs = entries.filter(
      (entry) =>
        (database === undefined || entry.database === database) &&
        (operation === undefined || entry.operation === operation) &&
        (outcome === undefined || entry.outcome === outcome),
    );
    return { runs: runs.slice(0, limit), unreadableLines };
  }
}
