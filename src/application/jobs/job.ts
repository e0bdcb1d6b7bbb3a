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

/** A piece of work that this process was asked to do, as it stands at one moment. */
export interface Job {
  /** Unique, unguessable. */
  readonly id: string;
  readonly operation: Operation;
  /** `undefined`: several, or all. */
  readonly database: string | undefined;
  readonly state: JobState;
  /** Somebody asked it to stop; it may still come to its end. */
  readonly cancelRequested: boolean;
  /** The run that it is at, or was at last; `undefined` while none has begun. */
  readonly runId: string | undefined;
  /** Of that run; `undefined` while nothing is known. */
  readonly progress: JobProgress | undefined;
  /** What came of it, as the command line prints it; `undefined` unless it succeeded. */
  readonly result: JsonValue | undefined;
  /** Why it did not succeed. */
  readonly error: RecordedError | undefined;
  readonly startedAt: Date;
  /** `undefined` while it runs. */
  readonly endedAt: Date | undefined;
}

/**
 * Somebody who wants to know of jobs: they began, they ended, they were asked to stop, another run of theirs began.
 * Of progress only the run's own events tell.
 *
 * **Guarantees**
 * - `onJobChanged` returns at once. One that throws does not change the job (the caller sees to that).
 */
export interface JobListener {
  onJobChanged(job: Job): void;
}
