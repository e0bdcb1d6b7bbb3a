import type { Container } from 'inversify';
import { PromClientMetrics } from '../adapters/outbound/metrics/prom-client-metrics.ts';
import { HealthMetrics } from '../application/health/health-metrics.ts';
import type { Metrics } from '../application/ports/metrics.ts';
import { toolVersion } from './runtime.ts';
import type { Settings } from '../settings/settings.ts';
import { TOKENS } from './tokens.ts';

/** Metrics that count runs from the start. Health values are added by `connect`. */
export interface ComposedMetrics {
  readonly metrics: Metrics;
  /**
   * Reads health from the container's monitor, and the SQLite version from its snapshotter a little later. Called
   * again with each new container.
   */
  connect(container: Container, policy: Pick<Settings, 'maxAgeHours'>): void;
}

/** For the service: its listeners must exist before the container. */
export function composeMetrics(): ComposedMetrics {
  let source: HealthMetrics | undefined;
  const versions: { version: string; sqliteVersion?: string } = { version: toolVersion() };
  return {
    metrics: new PromClientMetrics(() => source?.latest(), versions),
    connect: (container, { maxAgeHours }) => {
      const monitor = container.get(TOKENS.healthMonitor);
      source = new HealthMetrics(monitor, container.get(TOKENS.clock), { maxAgeHours });
      // The version needs a child process. Each capture reports a child that cannot start.
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
