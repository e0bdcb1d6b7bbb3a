import type { LogLine } from '../../domain/history/log-line.ts';

/**
 * What the log has of a run.
 *
 * **Guarantees**
 * - Oldest first; where there are more than were asked for, the newest of them.
 * - What was written before the log was rotated is found as long as the rotated file is kept.
 * - What is no record, or cannot be read, is passed over; a missing log reads as an empty one.
 * - Memory and time are bounded, however large the log is.
 */
export interface RunLog {
  /** @throws the signal's reason when it aborts */
  read(run: LoggedRun, options: RunLogOptions): Promise<readonly LogLine[]>;
}

export interface LoggedRun {
  readonly id: string;
  /** Lines from long before it need not be looked at. */
  readonly startedAt: Date;
}

export interface RunLogOptions {
  /** Most lines to give. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}
