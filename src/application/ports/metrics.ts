import type { RunListener } from './run-listener.ts';

/** One answered request. */
export interface ObservedRequest {
  /** In capitals. */
  readonly method: string;
  /** The route's pattern, never the path that was asked for: that one is the caller's to choose. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** The metrics as text. */
export interface MetricsExposition {
  /** For the header of that name. */
  readonly contentType: string;
  readonly text: string;
}

/**
 * What is counted and measured of backups, for a monitoring system to fetch.
 *
 * **Guarantees**
 * - Fetching touches no disk and no database: it tells what was known last.
 * - What is not known is left out, never told as 0.
 * - A label names a database or is one of a few fixed words; nothing that a caller sends becomes one.
 * - Counters only go up while the process lives.
 * - A database that is no longer known is no longer told of.
 */
export interface Metrics extends RunListener {
  observeRequest(request: ObservedRequest): void;
  render(): Promise<MetricsExposition>;
}
