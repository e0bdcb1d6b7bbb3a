import type { LatestMetricsFacts } from '../application/ports/metrics.ts';
import type { RunListener } from '../application/ports/run-listener.ts';

/**
 * Connects the containers of a process with its background work. A container needs its listeners first; background
 * work may start later, and a reload replaces both the container and its health.
 */
export class ServiceEvents implements RunListener {
  /** The present health for the metrics. */
  latestFacts: LatestMetricsFacts = () => undefined;
  #listeners: readonly RunListener[] = [];

  readonly onRunEvent: RunListener['onRunEvent'] = (event) => {
    for (const listener of this.#listeners) listener.onRunEvent(event);
  };

  /** @returns a function that removes them */
  add(...listeners: readonly RunListener[]): () => void {
    this.#listeners = [...this.#listeners, ...listeners];
    return () => {
      this.#listeners = this.#listeners.filter((one) => !listeners.includes(one));
    };
  }
}
