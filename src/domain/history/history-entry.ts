import type { JsonValue } from '../exceptions/backup-manager-exception.ts';

/**
 * How a run ended. `interrupted`: it began, its end is not on record, and it is over; `missed`: it was due and nobody
 * began it; `skipped`: it could not begin because another run was at it.
 */
export const RUN_OUTCOMES = ['succeeded', 'failed', 'cancelled', 'interrupted', 'missed', 'skipped'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** `running`: it began, and nothing on record says or proves that it is over. */
export const HISTORY_OUTCOMES = ['running', ...RUN_OUTCOMES] as const;
export type HistoryOutcome = (typeof HISTORY_OUTCOMES)[number];

/** The run that a record is about. */
export interface RecordedRun {
  /** Unique among the runs on one backup directory. */
  readonly id: string;
  /** As it was written, maybe by another version: any word. */
  readonly operation: string;
  readonly database: string;
  readonly startedAt: Date;
}

export interface RecordedWarning {
  readonly message: string;
  readonly hint: string;
}

export interface RecordedError {
  /** One of the exception codes, or `INTERNAL` for a bug of ours. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Says that a run began. */
export interface StartedRecord {
  readonly event: 'started';
  readonly run: RecordedRun;
}

/** Tells all that is known of a run; needs no other record to be understood. */
export interface EndedRecord {
  readonly event: 'ended';
  readonly run: RecordedRun;
  readonly outcome: RunOutcome;
  readonly durationMs: number;
  /** What it produced. */
  readonly facts: Readonly<Record<string, JsonValue>>;
  readonly warnings: readonly RecordedWarning[];
  readonly error: RecordedError | undefined;
}

export type HistoryRecord = StartedRecord | EndedRecord;

/** One run, as far as the journal knows it. */
export interface HistoryEntry extends RecordedRun {
  readonly outcome: HistoryOutcome;
  /** `undefined` while it runs, and for one whose end nobody saw. */
  readonly durationMs: number | undefined;
  readonly facts: Readonly<Record<string, JsonValue>>;
  readonly warnings: readonly RecordedWarning[];
  readonly error: RecordedError | undefined;
}
