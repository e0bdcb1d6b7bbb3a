import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import type { RecordedError } from '../../domain/history/history-entry.ts';
import type { Operation, RunPhase } from '../ports/run-listener.ts';

export const JOB_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface JobProgress {
  readonly phase: RunPhase;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A requested piece of work, with its present state. */
export interface Job {
  /** Unique, unguessable. */
  readonly id: string;
  readonly operation: Operation;
  /** `undefined`: several, or all. */
  readonly database: string | undefined;
  readonly state: JobState;
  /** A stop was requested; the job may still complete. */
  readonly cancelRequested: boolean;
  /** Its current or last run; `undefined` before the first. */
  readonly runId: string | undefined;
  /** Of that run; `undefined` while unknown. */
  readonly progress: JobProgress | undefined;
  /** The result as the command line prints it; `undefined` unless it succeeded. */
  readonly result: JsonValue | undefined;
  /** `undefined` unless it failed or was cancelled. */
  readonly error: RecordedError | undefined;
  readonly startedAt: Date;
  /** `undefined` while it runs. */
  readonly endedAt: Date | undefined;
}

/**
 * Receives changes of jobs: start, end, a requested stop, the start of another run. Progress is only in the
 * run's own events.
 * `onJobChanged` must return at once. An exception does not change the job.
 */
export interface JobListener {
  onJobChanged(job: Job): void;
}
