import type { Container } from 'inversify';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import type { Scheduler } from '../adapters/inbound/scheduler/scheduler.ts';
import { EventFeed } from '../application/events/event-feed.ts';
import type { HealthMonitor } from '../application/health/health-monitor.ts';
import type { HealthReport } from '../application/health/health-report.ts';
import { JobRegistry } from '../application/jobs/job-registry.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Metrics } from '../application/ports/metrics.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import { composeMetrics, type ComposedMetrics } from './compose-metrics.ts';
import { createScheduler } from './create-scheduler.ts';
import type { Settings } from './settings.ts';
import { settleNotifications } from './settle-notifications.ts';
import { TOKENS } from './tokens.ts';

/** A message that cannot be delivered in this time is left for the next start. */
const LAST_MESSAGES_MS = 2000;

interface NamedPath {
  readonly name: string;
  readonly path: string;
}

/** What a service does by itself: schedule, health, metrics, messages, and the jobs that it was asked for. */
export class BackgroundWork {
  readonly settings: Settings;
  readonly events: EventFeed;
  readonly jobs: JobRegistry;
  readonly metrics: Metrics;
  /** Told of every run. */
  readonly listeners: readonly RunListener[];
  readonly #composedMetrics: ComposedMetrics;
  #monitor: HealthMonitor | undefined;
  #scheduler: Scheduler | undefined;
  #container: Container | undefined;
  #databases: readonly NamedPath[] = [];
  #lastStatus: string | undefined;

  constructor(settings: Settings, logger: Logger) {
    const clock = new SystemClock();
    const composed = composeMetrics(settings);
    this.settings = settings;
    this.events = new EventFeed(clock);
    this.jobs = new JobRegistry(clock, logger, [this.events]);
    this.metrics = composed.metrics;
    this.#composedMetrics = composed;
    // The monitor is the container's, which needs its listeners first.
    const monitor: RunListener = { onRunEvent: (event) => this.#monitor?.onRunEvent(event) };
    this.listeners = [this.events, this.jobs, this.metrics, monitor];
  }

  /** The databases there are, as far as is known. */
  readonly databases = (): readonly NamedPath[] => this.#databases;

  start(container: Container): void {
    const notifications = container.get(TOKENS.notifications);
    const monitor = container.get(TOKENS.healthMonitor);
    this.#container = container;
    this.#databases = container.get(TOKENS.databases);
    this.#composedMetrics.connect(container);
    this.#monitor = monitor;
    monitor.subscribe((report) => {
      notifications.onHealth(report);
      this.#publish(report);
      void this.#noteDatabases(container);
    });
    const scheduler = createScheduler({
      container,
      settings: this.settings,
      jobs: this.jobs,
      databases: this.databases,
      onMissed: (missed) => {
        notifications.onMissedRun(missed);
      },
    });
    this.#scheduler = scheduler;
    // What was found by then decides what is due.
    void monitor
      .start()
      .then(() => this.#noteDatabases(container))
      .then(() => {
        scheduler.start();
      });
  }

  /** Cancels what is under way and waits for its end; what is to be told is told, within a bounded time. */
  async stop(): Promise<void> {
    this.jobs.cancelAll();
    this.events.close();
    await Promise.all([this.#scheduler?.stop({ withinMs: 0 }), this.jobs.idle(), this.#monitor?.stop()]);
    const container = this.#container;
    if (container === undefined) return;
    await container.get(TOKENS.recorder).flush();
    await settleNotifications(
      container.get(TOKENS.notifications),
      container.get(TOKENS.reportHealth),
      container.get(TOKENS.logger),
      LAST_MESSAGES_MS,
    );
  }

  #publish({ overallStatus }: HealthReport): void {
    if (overallStatus === this.#lastStatus) return;
    this.#lastStatus = overallStatus;
    this.events.publish('health.changed', { overall_status: overallStatus });
  }

  /** Found in a directory, databases come and go; a look that fails leaves what was known. */
  async #noteDatabases(container: Container): Promise<void> {
    try {
      this.#databases = (await container.get(TOKENS.inventory).latest()).databases;
    } catch (error) {
      container.get(TOKENS.logger).error('the databases could not be looked through', error);
    }
  }
}
