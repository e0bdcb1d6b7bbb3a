import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import type { LogFields } from './logger.ts';

export type Operation =
  | 'create'
  | 'verify'
  | 'restore'
  | 'cleanup'
  | 'copy'
  | 'sync'
  | 'acknowledge'
  | 'adopt'
  | 'annotate'
  | 'inspect';

/** One execution of a use case on one database. */
export interface Run {
  /** Unique. */
  readonly id: string;
  readonly operation: Operation;
  readonly database: string;
  readonly startedAt: Date;
}

export type RunPhase = 'checking' | 'capturing' | 'compressing' | 'verifying' | 'restoring' | 'copying';

/** A problem that does not stop the run. */
export interface RunWarning {
  readonly message: string;
  readonly hint: string;
}

/**
 * The events of a run: `started` once it holds the database's lock, then progress and warnings, then
 * `succeeded` or `failed`. A run that could not start, because of another run's lock or a cancellation, emits
 * only `failed`. Details are steps and decisions, for the log at level `debug`.
 */
export type RunEvent =
  | { readonly type: 'started'; readonly run: Run }
  | {
      readonly type: 'progress';
      readonly run: Run;
      readonly phase: RunPhase;
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** Growth of the source's WAL since the capture started, where known. */
      readonly walGrowthBytes?: number;
    }
  | ({ readonly type: 'warning'; readonly run: Run } & RunWarning)
  | {
      readonly type: 'detail';
      readonly run: Run;
      /** Milliseconds since the run started. */
      readonly elapsedMs: number;
      readonly message: string;
      readonly fields: LogFields;
    }
  | {
      readonly type: 'succeeded';
      /** Of a run that made no backup, because the newest one holds the content of the database. */
      readonly outcome?: 'unchanged';
      readonly run: Run;
      readonly durationMs: number;
      readonly facts: Readonly<Record<string, JsonValue>>;
    }
  | {
      readonly type: 'failed';
      readonly run: Run;
      readonly durationMs: number;
      readonly error: unknown;
      /** Of a run with a result: a verification that found damage. */
      readonly facts?: Readonly<Record<string, JsonValue>>;
    };

/** Receives the events of runs. `onRunEvent` must return at once. An exception does not change the run. */
export interface RunListener {
  onRunEvent(event: RunEvent): void;
}
