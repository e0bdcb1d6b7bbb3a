import type { HistoryEntry } from '../domain/history/history-entry.ts';
import type { LogLine } from '../domain/history/log-line.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunLog } from './ports/run-log.ts';
import type { RunRecorder } from './runs/run-recorder.ts';
import type { CancelOptions } from './runs/run-coordinator.ts';

export interface ReportRunCommand {
  readonly id: string;
}

export interface RunReport {
  readonly run: HistoryEntry;
  /** Oldest first. */
  readonly log: readonly LogLine[];
}

/** A run with more lines repeats itself. */
const MAX_LINES = 500;

export interface ReportRunPorts {
  readonly history: RunHistory;
  readonly recorder: RunRecorder;
  readonly runLog: RunLog;
}

/** Reports one run with its lines of the log file. */
export class ReportRun {
  readonly #ports: ReportRunPorts;

  /** @param recorder flushed first: its waiting records are part of the history */
  constructor(ports: ReportRunPorts) {
    this.#ports = ports;
  }

  /**
   * @returns `undefined` when no such run is recorded
   * @throws BackupDirectoryException the run history cannot be read
   */
  async execute({ id }: ReportRunCommand, options: CancelOptions = {}): Promise<RunReport | undefined> {
    await this.#ports.recorder.flush();
    const run = (await this.#ports.history.read()).entries.find((entry) => entry.id === id);
    if (run === undefined) return undefined;
    return { run, log: await this.#ports.runLog.read(run, { limit: MAX_LINES, signal: options.signal }) };
  }
}
