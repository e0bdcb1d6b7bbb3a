import type { JsonValue } from '../exceptions/backup-manager-exception.ts';

/**
 * How a run ended. `unchanged`: succeeded without a new backup, because the newest one holds the content of the
 * database; `interrupted`: started and over, without a recorded end; `missed`: due and never started;
 * `skipped`: another run held the lock.
 */
export const RUN_OUTCOMES = [
  'succeeded',
  'unchanged',
  'failed',
  'cancelled',
  'interrupted',
  'missed',
  'skipped',
] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** Whether the run did what it was for: it ended without an error. */
export function isSuccess({ outcome }: { readonly outcome: HistoryOutcome }): boolean {
  return outcome === 'succeeded' || outcome === 'unchanged';
}

/** `running`: started, and no record shows its end. */
export const HISTORY_OUTCOMES = ['running', ...RUN_OUTCOMES] as const;
export type HistoryOutcome = (typeof HISTORY_OUTCOMES)[number];

export interface RecordedRun {
  /** Unique among the runs on one backup directory. */
  readonly id: string;
  /** As written, maybe by another version: any word. */
  readonly operation: string;
  readonly database: string;
  readonly startedAt: Date;
}

export interface RecordedWarning {
  readonly message: string;
  readonly hint: string;
}

export interface RecordedError {
  /** An exception code, or `INTERNAL` for a bug. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface StartedRecord {
  readonly event: 'started';
  readonly run: RecordedRun;
}

/** Complete by itself: it needs no started record. */
export interface EndedRecord {
  readonly event: 'ended';
  readonly run: RecordedRun;
  readonly outcome: RunOutcome;
  readonly durationMs: number;
  readonly facts: Readonly<Record<string, JsonValue>>;
  readonly warnings: readonly RecordedWarning[];
  readonly error: RecordedError | undefined;
}

export type HistoryRecord = StartedRecord | EndedRecord;

/** One run according to the run history. */
export interface HistoryEntry extends RecordedRun {
  readonly outcome: HistoryOutcome;
  /** `undefined` while it runs, or when its end is not recorded. */
  readonly durationMs: number | undefined;
  readonly facts: Readonly<Record<string, JsonValue>>;
  readonly warnings: readonly RecordedWarning[];
  readonly error: RecordedError | undefined;
}
