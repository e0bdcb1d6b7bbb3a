import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type {
  LatestMetricsFacts,
  Metrics,
  MetricsExposition,
  ObservedRequest,
} from '../../../application/ports/metrics.ts';
import type { RunEvent } from '../../../application/ports/run-listener.ts';
import { REQUEST_SECONDS, definitionOf, type MetricName } from './metric-definitions.ts';
import { RunningRuns, samplesOf, type Sample, type VersionFacts } from './samples.ts';

const MS_PER_SECOND = 1000;

/** Metrics in the format of Prometheus, in registries of its own: the embedding application has others. */
export class PromClientMetrics implements Metrics {
  readonly #latestFacts: LatestMetricsFacts;
  readonly #versions: VersionFacts;
  readonly #running = new RunningRuns();
  /** Counters and histograms; gauges are built for each scrape. */
  readonly #counted = new Registry();
  readonly #runs = new Counter(configurationOf('sqlite_backup_runs_total', this.#counted));
  readonly #removed = new Counter(configurationOf('sqlite_backup_retention_removed_total', this.#counted));
  readonly #requests = new Histogram({
    ...configurationOf('sqlite_backup_http_request_duration_seconds', this.#counted),
    buckets: REQUEST_SECONDS,
  });

  constructor(latestFacts: LatestMetricsFacts, versions: VersionFacts) {
    this.#latestFacts = latestFacts;
    this.#versions = versions;
  }

  onRunEvent(event: RunEvent): void {
    const ended = this.#running.observe(event);
    if (ended === undefined) return;
    const { database, operation } = event.run;
    this.#runs.inc({ database, operation, outcome: ended.outcome });
    this.#removed.inc({ database }, ended.removed);
  }

  observeRequest({ method, route, status, durationMs }: ObservedRequest): void {
    this.#requests.observe({ method, route, status: String(status) }, durationMs / MS_PER_SECOND);
  }

  async render(): Promise<MetricsExposition> {
    const samples = samplesOf(this.#latestFacts(), this.#versions, this.#running);
    const text = `${await measured(samples)}${await this.#counted.metrics()}`;
    return { contentType: this.#counted.contentType, text };
  }
}

/** In a new registry per scrape: an old one would keep gauges whose value is unknown now. */
function measured(samples: readonly Sample[]): Promise<string> {
  const registry = new Registry();
  const gauges = new Map<MetricName, Gauge>();
  for (const { name, labels, value } of samples) {
    const gauge = gauges.get(name) ?? new Gauge(configurationOf(name, registry));
    gauges.set(name, gauge);
    gauge.set(labels, value);
  }
  return registry.metrics();
}

function configurationOf(name: MetricName, registry: Registry) {
  const { help, labels } = definitionOf(name);
  return { name, help, labelNames: [...labels], registers: [registry] };
}
