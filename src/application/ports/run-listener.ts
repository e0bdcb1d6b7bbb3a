import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import type { LogFields } from './logger.ts';

export type Operation =
  'create' | 'verify' | 'restore' | 'cleanup' | 'acknowledge' | 'adopt' | 'annotate' | 'inspect';

/** One execution of a use case on one database. */
export interface Run {
  /** Unique. */
  readonly id: string;
  readonly operation: Operation;
  readonly database: string;
  readonly startedAt: Date;
}

export type RunPhase = 'checking' | 'capturing' | 'compressing' | 'verifying' | 'restoring';

/** What a caller must know although the run goes on. */
export interface RunWarning {
  readonly message: string;
  readonly hint: string;
}

/**
 * What a run tells the world: one `started` once it holds the database's lock, then progress and warnings, then one
 * `succeeded` or `failed`. One that could not begin, because the lock was another's or it was cancelled before, tells
 * `failed` only. Between them come details: steps and choices, for the log at level `debug` only.
 */
export type RunEvent =
  | { readonly type: 'started'; readonly run: Run }
  | {
      readonly type: 'progress';
      readonly run: Run;
      readonly phase: RunPhase;
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** Bytes that the source's write-ahead log has grown by since the capture began, where that is known. */
      readonly walGrowthBytes?: number;
    }
  | ({ readonly type: 'warning'; readonly run: Run } & RunWarning)
  | {
      readonly type: 'detail';
      readonly run: Run;
      /** Milliseconds since the run began. */
      readonly elapsedMs: number;
      readonly message: string;
      readonly fields: LogFields;
    }
  | {
      readonly type: 'succeeded';
      readonly run: Run;
      readonly durationMs: number;
      readonly facts: Readonly<Record<string, JsonValue>>;
    }
  | {
      readonly type: 'failed';
      readonly run: Run;
      readonly durationMs: number;
      readonly error: unknown;
      /** Of a run that has a result all the same: a verification that found damage. */
      readonly facts?: Readonly<Record<string, JsonValue>>;
    };

/**
 * Somebody who wants to know of runs: the log, a progress bar, the journal, later metrics and notifications.
 *
 * **Guarantees**
 * - `onRunEvent` returns at once; what takes longer is the listener's own affair.
 * - A listener that throws does not change the run (the caller sees to that).
 */
export interface RunListener {
  onRunEvent(event: RunEvent): void;
}
