import type { Container } from 'inversify';
import { PromClientMetrics } from '../adapters/outbound/metrics/prom-client-metrics.ts';
import { HealthMetrics } from '../application/health/health-metrics.ts';
import type { MetricsSource } from '../application/ports/metrics-source.ts';
import type { Metrics } from '../application/ports/metrics.ts';
import { toolVersion } from './runtime.ts';
import type { Settings } from './settings.ts';
import { TOKENS } from './tokens.ts';

/** Metrics that hear of runs from the first on; what they tell of health comes with `connect`. */
export interface ComposedMetrics {
  readonly metrics: Metrics;
  /**
   * Once the container is there, and again with another one: what its health monitor knows, and, a moment later, which
   * SQLite captures.
   */
  connect(container: Container, policy: Pick<Settings, 'maxAgeHours'>): void;
}

/** For the service: a listener must be there before the container that it asks. */
export function composeMetrics(): ComposedMetrics {
  let source: MetricsSource | undefined;
  const versions: { version: string; sqliteVersion?: string } = { version: toolVersion() };
  return {
    metrics: new PromClientMetrics({ latest: () => source?.latest() }, versions),
    connect: (container, { maxAgeHours }) => {
      const monitor = container.get(TOKENS.healthMonitor);
      source = new HealthMetrics(monitor, container.get(TOKENS.clock), { maxAgeHours });
      // It takes a child process; one that cannot be started now is told by every capture.
      void container
        .get(TOKENS.probe)
        .engine()
        .then(
          ({ sqliteVersion }) => (versions.sqliteVersion = sqliteVersion),
          () => undefined,
        );
    },
  };
}
