import type { HistoryEntry } from '../domain/history/history-entry.ts';
import type { LogLine } from '../domain/history/log-line.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunLog } from './ports/run-log.ts';
import type { RunRecorder } from './runs/run-recorder.ts';

export interface ReportRunCommand {
  readonly id: string;
}

export interface RunReport {
  readonly run: HistoryEntry;
  /** Oldest first. */
  readonly log: readonly LogLine[];
}

/** A run that writes more lines than this repeats itself. */
const MAX_LINES = 500;

/** One run, with what the log has of it. */
export class ReportRun {
  readonly #journal: RunHistory;
  readonly #recorder: RunRecorder;
  readonly #log: RunLog;

  /** @param recorder what it still has to write is part of the record */
  constructor(journal: RunHistory, recorder: RunRecorder, log: RunLog) {
    this.#journal = journal;
    this.#recorder = recorder;
    this.#log = log;
  }

  /**
   * @returns `undefined` when no such run is on record
   * @throws BackupDirectoryException the journal cannot be read
   */
  async execute(
    { id }: ReportRunCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<RunReport | undefined> {
    await this.#recorder.flush();
    const run = (await this.#journal.read()).entries.find((entry) => entry.id === id);
    if (run === undefined) return undefined;
    return { run, log: await this.#log.read(run, { limit: MAX_LINES, signal: options.signal }) };
  }
}
