import type { HistoryEntry, HistoryOutcome } from '../domain/history/history-entry.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunRecorder } from './runs/run-recorder.ts';

export interface ReportHistoryCommand {
  readonly database?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: HistoryOutcome | undefined;
  /** `undefined` for all recorded runs. */
  readonly limit?: number | undefined;
}

export interface HistoryReport {
  /** Newest first. */
  readonly runs: readonly HistoryEntry[];
  /** Unreadable lines of the run history, of any run. */
  readonly unreadableLines: number;
}

export interface ReportHistoryPorts {
  readonly history: RunHistory;
  readonly recorder: RunRecorder;
}

/** Reports the run history. */
export class ReportHistory {
  readonly #ports: ReportHistoryPorts;

  /** @param recorder flushed first: its waiting records are part of the history */
  constructor(ports: ReportHistoryPorts) {
    this.#ports = ports;
  }

  /** @throws BackupDirectoryException the run history cannot be read */
  async execute(command: ReportHistoryCommand): Promise<HistoryReport> {
    await this.#ports.recorder.flush();
    const { entries, unreadableLines } = await this.#ports.history.read();
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
