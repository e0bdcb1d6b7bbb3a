import type { DatabaseInventory } from '../databases/database-inventory.ts';
import type { ReportHealth } from '../report-health.ts';
import type { Clock, Deadline } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import type { HealthReport } from './health-report.ts';

/** After a run; a thousand of them in a row must not make a thousand reports. */
const LEAST_PAUSE_MS = 1000;
/** Of the time between two reports at most so much is spent on them. */
const MOST_SHARE = 0.1;
/** An answer that two further ones should have replaced is no answer about now. */
const STALE_AFTER_INTERVALS = 2;

export interface HealthReading {
  readonly report: HealthReport;
  /** Milliseconds since it was made. */
  readonly ageMs: number;
  /** It should have been replaced long ago: something keeps it from being made. */
  readonly isStale: boolean;
}

export interface HealthMonitorPorts {
  readonly reportHealth: Pick<ReportHealth, 'execute'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Looked through every interval, not after each run: that takes a process of its own. */
  readonly inventory?: Pick<DatabaseInventory, 'refresh'> | undefined;
}

export interface HealthMonitorPolicy {
  readonly healthCheckIntervalMs: number;
}

type Subscriber = (report: HealthReport) => void;

/**
 * Keeps the last health report, for everybody who asks: asking costs nothing, however often. A new one is made every
 * interval and after each run, never two at a time. What is in the databases is not looked at: the last capture did.
 */
export class HealthMonitor implements RunListener {
  readonly #ports: HealthMonitorPorts;
  readonly #policy: HealthMonitorPolicy;
  readonly #subscribers = new Set<Subscriber>();
  #last: { readonly report: HealthReport; readonly madeMs: number } | undefined;
  #refreshing: Promise<HealthReading> | undefined;
  #isRunning = false;
  /** A run has ended since the report in the making was begun. */
  #isOutdated = false;
  #timer: Deadline | undefined;
  #dueMs = Infinity;
  #lastTookMs = 0;
  #lookedMs = -Infinity;

  constructor(ports: HealthMonitorPorts, policy: HealthMonitorPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** Makes the first report, and goes on until `stop`. Never rejects. */
  async start(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    await this.#refreshQuietly();
  }

  /** Makes no further report; one in the making is waited for. Idempotent. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    await this.#refreshing?.catch(() => undefined);
  }

  /** The last report; `undefined` until there is one. Touches no disk. */
  latest(): HealthReading | undefined {
    if (this.#last === undefined) return undefined;
    const { report, madeMs } = this.#last;
    const ageMs = this.#ports.clock.monotonicMs() - madeMs;
    const isStale = ageMs > STALE_AFTER_INTERVALS * this.#policy.healthCheckIntervalMs;
    return { report, ageMs, isStale };
  }

  /** A new report; whoever asks while one is being made gets that one. */
  async refresh(): Promise<HealthReading> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** @returns what ends the subscription */
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
    if (startedMs - this.#lookedMs >= this.#policy.healthCheckIntervalMs) {
      this.#lookedMs = startedMs;
      await this.#ports.inventory?.refresh();
    }
    const report = await reportHealth.execute();
    const madeMs = clock.monotonicMs();
    this.#lastTookMs = madeMs - startedMs;
    this.#last = { report, madeMs };
    for (const subscriber of this.#subscribers) this.#tell(subscriber, report);
    return { report, ageMs: 0, isStale: false };
  }

  #tell(subscriber: Subscriber, report: HealthReport): void {
    try {
      subscriber(report);
    } catch (error) {
      this.#ports.logger.error('a subscriber of the health reports failed', error);
    }
  }

  /** A report that cannot be made leaves the last one, which says its age. */
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

  /** Sooner than what was planned, never later. */
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
