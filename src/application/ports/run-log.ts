import type { LogLine } from '../../domain/history/log-line.ts';

/**
 * The log file's lines of a run. A port of its own, because it reads the file that the Logger only appends to.
 *
 * **Guarantees**
 * - returns the lines of the run only, oldest first
 * - returns the newest lines when there are more than the limit
 * - finds lines written before a rotation
 * - reads a missing log file as empty
 * - reads a bounded number of bytes
 */
export interface RunLog {
  /**
   * Ignores lines that are no records.
   * @throws the signal's reason when it aborts
   */
  read(run: LoggedRun, options: RunLogOptions): Promise<readonly LogLine[]>;
}

export interface LoggedRun {
  readonly id: string;
  /** Much older lines are not searched. */
  readonly startedAt: Date;
}

export interface RunLogOptions {
  /** Maximum number of lines. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}
