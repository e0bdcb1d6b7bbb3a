import type { Container } from 'inversify';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import type { Scheduler } from '../adapters/inbound/scheduler/scheduler.ts';
import { EventFeed } from '../application/events/event-feed.ts';
import { healthChangedDocument } from '../adapters/inbound/documents/health.ts';
import { jobDocument } from '../adapters/inbound/documents/job.ts';
import { runEventDocument } from '../adapters/inbound/documents/run.ts';
import { PromClientMetrics } from '../adapters/outbound/metrics/prom-client-metrics.ts';
import { HealthMetrics } from '../application/health/health-metrics.ts';
import { HealthChanges } from '../application/health/health-changes.ts';
import type { HealthMonitor } from '../application/health/health-monitor.ts';
import { JobRegistry } from '../application/jobs/job-registry.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Metrics } from '../application/ports/metrics.ts';
import { createScheduler } from './create-scheduler.ts';
import { toolVersion } from './runtime.ts';
import type { ServiceEvents } from './service-events.ts';
import type { Settings } from '../settings/settings.ts';
import { settleFleet } from './settle-fleet.ts';
import { settleNotifications, stopNotifications } from './settle-notifications.ts';
import { TOKENS } from './tokens.ts';
import type { DatabaseRef } from '../domain/databases/database-ref.ts';

/** The limit for delivering the last messages; the next start delivers the rest. */
const LAST_MESSAGES_MS = 2000;

export interface Configuration {
  readonly settings: Settings;
  readonly container: Container;
}

interface Watch extends Configuration {
  readonly monitor: HealthMonitor;
  readonly unsubscribe: () => void;
  /** Resolves when discovery has listed the databases once. */
  readonly ready: Promise<void>;
}

/**
 * The background work of a service: schedule, health, metrics, messages and jobs. Its configuration can be replaced
 * while it runs.
 */
export class BackgroundWork {
  readonly events: EventFeed;
  readonly jobs: JobRegistry;
  readonly metrics: Metrics;
  readonly #serviceEvents: ServiceEvents;
  readonly #versions: { version: string; sqliteVersion?: string } = { version: toolVersion() };
  readonly #onReport: () => void;
  readonly #healthChanges: HealthChanges;
  #watch: Watch | undefined;
  #scheduler: Scheduler | undefined;
  /** Replaced configurations that still have work in progress. */
  readonly #retiring = new Set<Promise<void>>();
  #databases: readonly DatabaseRef[] = [];

  /** @param onReport called with each health report, the last step after a run */
  constructor(logger: Logger, serviceEvents: ServiceEvents, onReport: () => void = () => undefined) {
    this.#serviceEvents = serviceEvents;
    this.#onReport = onReport;
    const clock = new SystemClock();
    this.events = new EventFeed({ clock, documents: { ofRun: runEventDocument, ofJob: jobDocument } });
    this.#healthChanges = new HealthChanges((report) => {
      this.events.publish('health.changed', healthChangedDocument(report));
    });
    this.jobs = new JobRegistry({ clock, logger, listeners: [this.events] });
    this.metrics = new PromClientMetrics(() => serviceEvents.latestFacts(), this.#versions);
    serviceEvents.add(this.events, this.jobs, this.metrics);
  }

  readonly databases = (): readonly DatabaseRef[] => this.#databases;

  start(configuration: Configuration): void {
    this.observe(configuration);
    this.startSchedule(configuration);
  }

  /** Health, metrics and messages, without a schedule. */
  observe(configuration: Configuration): void {
    const { settings, container } = configuration;
    const notifications = container.get(TOKENS.notifications);
    const fleetReporter = container.get(TOKENS.fleetReporter);
    const monitor = container.get(TOKENS.healthMonitor);
    this.#databases = container.get(TOKENS.databases);
    this.#connectMetrics(configuration);
    const stopListening = this.#serviceEvents.add(monitor);
    const unsubscribeReports = monitor.subscribe((report) => {
      notifications.onHealth(report);
      fleetReporter.reportAlive(report);
      this.#healthChanges.onHealth(report);
      this.#onReport();
      void this.#discoverDatabases(container);
    });
    const ready = monitor.start().then(() => this.#discoverDatabases(container));
    const unsubscribe = (): void => {
      fleetReporter.stop();
      unsubscribeReports();
      stopListening();
    };
    this.#watch = { settings, container, monitor, unsubscribe, ready };
  }

  /** Starts the tasks that are due by the observed configuration. */
  startSchedule({ settings, container }: Configuration): Scheduler {
    const notifications = container.get(TOKENS.notifications);
    const scheduler = createScheduler({
      container,
      settings,
      jobs: this.jobs,
      databases: this.databases,
      subscribe: (listener) => this.#serviceEvents.add(listener),
      onMissed: (missed) => {
        notifications.onMissedRun(missed);
      },
    });
    this.#scheduler = scheduler;
    // The first discovery decides which tasks are due.
    void Promise.resolve(this.#watch?.ready).then(() => {
      scheduler.start();
    });
    return scheduler;
  }

  /**
   * Replaces the configuration. Running work ends under its old one. Clients of the event stream are disconnected and
   * must authenticate again.
   */
  async replaceConfiguration(configuration: Configuration): Promise<void> {
    this.events.close();
    const before = this.#watch;
    if (before !== undefined) {
      before.unsubscribe();
      // Stop the old one first: two schedulers would both start the tasks that are due now.
      await Promise.all([this.#scheduler?.retire(), before.monitor.stop()]);
      const leaving = this.#retire(before.container).finally(() => this.#retiring.delete(leaving));
      this.#retiring.add(leaving);
    }
    this.start(configuration);
  }

  /** Cancels running work, waits for its end, and delivers the last messages within a bounded time. */
  async stop(): Promise<void> {
    this.jobs.cancelAll();
    this.events.close();
    const watch = this.#watch;
    await Promise.all([
      this.#scheduler?.stop({ withinMs: 0 }),
      watch?.monitor.stop(),
      this.jobs.idle(),
      ...this.#retiring,
    ]);
    if (watch === undefined) return;
    const { container } = watch;
    await container.get(TOKENS.recorder).flush();
    const [reportHealth, logger] = [container.get(TOKENS.reportHealth), container.get(TOKENS.logger)];
    const fleetReporter = container.get(TOKENS.fleetReporter);
    fleetReporter.stop();
    await Promise.all([
      settleNotifications(container.get(TOKENS.notifications), reportHealth, logger, LAST_MESSAGES_MS),
      settleFleet(fleetReporter, reportHealth, logger, LAST_MESSAGES_MS),
    ]);
  }

  #connectMetrics({ settings: { maxAgeHours }, container }: Configuration): void {
    const monitor = container.get(TOKENS.healthMonitor);
    const [clock, fleet] = [container.get(TOKENS.clock), container.get(TOKENS.fleetReadings)];
    const health = new HealthMetrics({ monitor, clock, fleet }, { maxAgeHours });
    this.#serviceEvents.latestFacts = () => health.latest();
    // The version needs a child process. Each capture reports a child that cannot start.
    void container
      .get(TOKENS.probe)
      .engine()
      .then(
        ({ sqliteVersion }) => (this.#versions.sqliteVersion = sqliteVersion),
        () => undefined,
      );
  }

  /** Delivers the messages of its last runs. The next configuration evaluates the health. */
  async #retire(container: Container): Promise<void> {
    await this.jobs.idle();
    await container.get(TOKENS.recorder).flush();
    await stopNotifications(container.get(TOKENS.notifications), LAST_MESSAGES_MS);
  }

  /** Databases in a directory come and go. When discovery fails, the known list stays. */
  async #discoverDatabases(container: Container): Promise<void> {
    try {
      const { databases } = await container.get(TOKENS.inventory).latest();
      if (this.#watch?.container === container) this.#databases = databases;
    } catch (error) {
      container.get(TOKENS.logger).error('cannot list the databases', error);
    }
  }
}
