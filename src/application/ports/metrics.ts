import type { RunListener } from './run-listener.ts';

export interface ObservedRequest {
  /** Upper case. */
  readonly method: string;
  /** The route's pattern, never the requested path, which the caller chooses. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface MetricsExposition {
  /** For the Content-Type header. */
  readonly contentType: string;
  readonly text: string;
}

/**
 * Metrics of the backups, without disk or database access. Labels are database names and fixed words, never
 * input of a caller.
 *
 * **Guarantees**
 * - exports the last known state of each database
 * - omits unknown values
 * - no longer exports a database that is gone
 * - counts requests by method, route and status
 */
export interface Metrics extends RunListener {
  observeRequest(request: ObservedRequest): void;
  render(): Promise<MetricsExposition>;
}
