/**
 * What time it is, and deadlines.
 *
 * **Guarantees**
 * - `monotonicMs` never goes back, whatever happens to the wall clock.
 * - A deadline's signal aborts once its time has passed and not before; `cancel` keeps it from aborting.
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
