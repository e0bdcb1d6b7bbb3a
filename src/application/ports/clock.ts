/**
 * The time and deadlines.
 *
 * **Guarantees**
 * - never moves `monotonicMs` backwards
 * - aborts a deadline once its time has passed and not before
 * - does not abort a cancelled deadline
 */
export interface Clock {
  /** The wall clock. */
  now(): Date;
  /** Milliseconds since an arbitrary start, for durations. */
  monotonicMs(): number;
  /** A signal that aborts `timeoutMs` from now. */
  deadline(timeoutMs: number): Deadline;
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** Idempotent. */
  cancel(): void;
}
