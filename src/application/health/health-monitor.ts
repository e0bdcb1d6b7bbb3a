import type { DatabaseInventory } from '../databases/database-inventory.ts';
import type { ReportHealth } from '../report-health.ts';
import type { Clock, Deadline } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import type { HealthReport } from './health-report.ts';

/** After a run; a thousand runs in a row must not cause a thousand reports. */
const LEAST_PAUSE_MS = 1000;
/** The share of time that reports may take. */
const MOST_SHARE = 0.1;
/** A report that should have been replaced twice is too old. */
const STALE_AFTER_INTERVALS = 2;

export interface HealthReading {
  readonly report: HealthReport;
  /** Milliseconds since it was made. */
  readonly ageMs: number;
  /** Too old: something prevents new reports. */
  readonly isStale: boolean;
}

export interface HealthMonitorPorts {
  readonly reportHealth: Pick<ReportHealth, 'execute'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Refreshed every interval, not after each run: it starts a child process. */
  readonly inventory?: Pick<DatabaseInventory, 'refresh'> | undefined;
}

export interface HealthMonitorPolicy {
  readonly healthCheckIntervalMs: number;
}

type Subscriber = (report: HealthReport) => void;

/**
 * Keeps the last health report, so that reading it costs nothing. A new one is made every interval and after
 * each run, never two at a time. Databases are not opened: the last capture checked them.
 */
export class HealthMonitor implements RunListener {
  readonly #ports: HealthMonitorPorts;
  readonly #policy: HealthMonitorPolicy;
  readonly #subscribers = new Set<Subscriber>();
  #last: { readonly report: HealthReport; readonly madeMs: number } | undefined;
  #refreshing: Promise<HealthReading> | undefined;
  #isRunning = false;
  /** A run ended since the current report was started. */
  #isOutdated = false;
  #timer: Deadline | undefined;
  #dueMs = Infinity;
  #lastTookMs = 0;
  #refreshedMs = -Infinity;

  constructor(ports: HealthMonitorPorts, policy: HealthMonitorPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** Makes the first report and continues until `stop`. Never rejects. */
  async start(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    await this.#refreshQuietly();
  }

  /** Makes no further report; waits for the current one. Idempotent. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    await this.#refreshing?.catch(() => undefined);
  }

  /** The last report; `undefined` until there is one. No disk access. */
  latest(): HealthReading | undefined {
    if (this.#last === undefined) return undefined;
    const { report, madeMs } = this.#last;
    const ageMs = this.#ports.clock.monotonicMs() - madeMs;
    const isStale = ageMs > STALE_AFTER_INTERVALS * this.#policy.healthCheckIntervalMs;
    return { report, ageMs, isStale };
  }

  /** A new report; concurrent callers share one. */
  async refresh(): Promise<HealthReading> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** @returns a function that ends the subscription */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  onRunEvent({ type }: RunEvent): void {
    if (!this.#isRunning || (type !== 'succeeded' && type !== 'failed')) return;
    if (this.#refreshing !== undefined) this.#isOutdated = true;
    else this.#scheduleIn(this.#pauseMs());
  }

  async #refresh(): Promise<HealthReading> {
    const { clock, reportHealth } = this.#ports;
    this.#isOutdated = false;
    const startedMs = clock.monotonicMs();
    if (startedMs - this.#refreshedMs >= this.#policy.healthCheckIntervalMs) {
      this.#refreshedMs = startedMs;
      await this.#ports.inventory?.refresh();
    }
    const report = await reportHealth.execute();
    const madeMs = clock.monotonicMs();
    this.#lastTookMs = madeMs - startedMs;
    this.#last = { report, madeMs };
    for (const subscriber of this.#subscribers) this.#notify(subscriber, report);
    return { report, ageMs: 0, isStale: false };
  }

  #notify(subscriber: Subscriber, report: HealthReport): void {
    try {
      subscriber(report);
    } catch (error) {
      this.#ports.logger.error('a subscriber of the health reports failed', error);
    }
  }

  /** If a report fails, the last one remains, with its age. */
  async #refreshQuietly(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.#ports.logger.error('the health report could not be made', error);
    }
    const { healthCheckIntervalMs } = this.#policy;
    if (!this.#isRunning) return;
    this.#scheduleIn(this.#isOutdated ? this.#pauseMs() : Math.max(healthCheckIntervalMs, this.#pauseMs()));
  }

  #pauseMs(): number {
    return Math.max(LEAST_PAUSE_MS, this.#lastTookMs / MOST_SHARE);
  }

  /** Only brings the next report forward, never delays it. */
  #scheduleIn(waitMs: number): void {
    const { clock } = this.#ports;
    const dueMs = clock.monotonicMs() + waitMs;
    if (this.#timer !== undefined && this.#dueMs <= dueMs) return;
    this.#cancelTimer();
    this.#dueMs = dueMs;
    const timer = clock.deadline(waitMs);
    this.#timer = timer;
    timer.signal.addEventListener(
      'abort',
      () => {
        this.#timer = undefined;
        void this.#refreshQuietly();
      },
      { once: true },
    );
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
