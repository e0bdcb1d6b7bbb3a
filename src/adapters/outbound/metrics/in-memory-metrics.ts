import type {
  LatestMetricsFacts,
  Metrics,
  MetricsExposition,
  ObservedRequest,
} from '../../../application/ports/metrics.ts';
import type { RunEvent } from '../../../application/ports/run-listener.ts';
import { RunningRuns, samplesOf, type Sample, type VersionFacts } from './samples.ts';

/** Keeps its samples and prints them without help lines and buckets. */
export class InMemoryMetrics implements Metrics {
  readonly requests: ObservedRequest[] = [];
  readonly #latestFacts: LatestMetricsFacts;
  readonly #versions: VersionFacts;
  readonly #running = new RunningRuns();
  readonly #counts = new Map<string, Sample>();

  constructor(latestFacts: LatestMetricsFacts, versions: VersionFacts) {
    this.#latestFacts = latestFacts;
    this.#versions = versions;
  }

  onRunEvent(event: RunEvent): void {
    const ended = this.#running.observe(event);
    if (ended === undefined) return;
    const { database, operation } = event.run;
    const labels = { database, operation, outcome: ended.outcome };
    this.#count({ name: 'sqlite_backup_runs_total', labels, value: 1 });
    this.#count({
      name: 'sqlite_backup_retention_removed_total',
      labels: { database },
      value: ended.removed,
    });
  }

  observeRequest(request: ObservedRequest): void {
    this.requests.push(request);
    const { method, route, status } = request;
    this.#count({
      name: 'sqlite_backup_http_request_duration_seconds',
      labels: { method, route, status: String(status) },
      value: 1,
    });
  }

  render(): Promise<MetricsExposition> {
    const measured = samplesOf(this.#latestFacts(), this.#versions, this.#running);
    const lines = [
      ...measured.map((sample) => `${keyOf(sample)} ${String(sample.value)}`),
      ...[...this.#counts.values()].map((sample) => `${counterKey(sample)} ${String(sample.value)}`),
    ];
    return Promise.resolve({ contentType: 'text/plain', text: `${lines.join('\n')}\n` });
  }

  #count(sample: Sample): void {
    const key = keyOf(sample);
    const before = this.#counts.get(key)?.value ?? 0;
    this.#counts.set(key, { ...sample, value: before + sample.value });
  }
}

/** For a histogram only the number of observations is kept. */
function counterKey(sample: Sample): string {
  const isHistogram = sample.name === 'sqlite_backup_http_request_duration_seconds';
  return keyOf(sample, isHistogram ? '_count' : '');
}

function keyOf({ name, labels }: Sample, suffix = ''): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}${suffix}${parts.length === 0 ? '' : `{${parts.join(',')}}`}`;
}
