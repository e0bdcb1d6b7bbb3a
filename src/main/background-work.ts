import type { Container } from 'inversify';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import type { Scheduler } from '../adapters/inbound/scheduler/scheduler.ts';
import { EventFeed } from '../application/events/event-feed.ts';
import { HealthChanges } from '../application/health/health-changes.ts';
import type { HealthMonitor } from '../application/health/health-monitor.ts';
import { JobRegistry } from '../application/jobs/job-registry.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Metrics } from '../application/ports/metrics.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import { composeMetrics, type ComposedMetrics } from './compose-metrics.ts';
import { createScheduler } from './create-scheduler.ts';
import type { Settings } from './settings.ts';
import { settleNotifications, stopNotifications } from './settle-notifications.ts';
import { TOKENS } from './tokens.ts';

/** A message that cannot be delivered in this time is left for the next start. */
const LAST_MESSAGES_MS = 2000;

interface NamedPath {
  readonly name: string;
  readonly path: string;
}

/** One configuration of the service. */
export interface Configuration {
  readonly settings: Settings;
  readonly container: Container;
}

/** What goes on by one configuration. */
interface Watch extends Configuration {
  readonly monitor: HealthMonitor;
  readonly unsubscribe: () => void;
  /** Resolves when it is known which databases there are. */
  readonly ready: Promise<void>;
}

/**
 * What a service does by itself: schedule, health, metrics, messages, and the jobs that it was asked for. Its settings
 * may change meanwhile.
 */
export class BackgroundWork {
  readonly events: EventFeed;
  readonly jobs: JobRegistry;
  readonly metrics: Metrics;
  /** Told of every run. */
  readonly listeners: readonly RunListener[];
  readonly #composedMetrics: ComposedMetrics;
  readonly #onReport: () => void;
  readonly #healthChanges: HealthChanges;
  #watch: Watch | undefined;
  #scheduler: Scheduler | undefined;
  /** Configurations that are not in force any more, until nothing of theirs is at work. */
  readonly #leaving = new Set<Promise<void>>();
  #databases: readonly NamedPath[] = [];

  /** @param onReport told of each health report, the last thing that follows a run */
  constructor(logger: Logger, onReport: () => void = () => undefined) {
    this.#onReport = onReport;
    const clock = new SystemClock();
    const composed = composeMetrics();
    this.events = new EventFeed(clock);
    this.#healthChanges = new HealthChanges(this.events);
    this.jobs = new JobRegistry(clock, logger, [this.events]);
    this.metrics = composed.metrics;
    this.#composedMetrics = composed;
    // The monitor is the container's, which needs its listeners first.
    const monitor: RunListener = { onRunEvent: (event) => this.#watch?.monitor.onRunEvent(event) };
    this.listeners = [this.events, this.jobs, this.metrics, monitor];
  }

  /** The databases there are, as far as is known. */
  readonly databases = (): readonly NamedPath[] => this.#databases;

  start(configuration: Configuration): void {
    this.observe(configuration);
    this.startSchedule(configuration);
  }

  /** Health, metrics and messages, without a schedule. */
  observe({ settings, container }: Configuration): void {
    const notifications = container.get(TOKENS.notifications);
    const monitor = container.get(TOKENS.healthMonitor);
    this.#databases = container.get(TOKENS.databases);
    this.#composedMetrics.connect(container, settings);
    const unsubscribe = monitor.subscribe((report) => {
      notifications.onHealth(report);
      this.#healthChanges.onHealth(report);
      this.#onReport();
      void this.#noteDatabases(container);
    });
    const ready = monitor.start().then(() => this.#noteDatabases(container));
    this.#watch = { settings, container, monitor, unsubscribe, ready };
  }

  /** Begins what is due by the configuration that is observed. */
  startSchedule({ settings, container }: Configuration): Scheduler {
    const notifications = container.get(TOKENS.notifications);
    const scheduler = createScheduler({
      container,
      settings,
      jobs: this.jobs,
      databases: this.databases,
      onMissed: (missed) => {
        notifications.onMissedRun(missed);
      },
    });
    this.#scheduler = scheduler;
    // What was found by then decides what is due.
    void Promise.resolve(this.#watch?.ready).then(() => {
      scheduler.start();
    });
    return scheduler;
  }

  /**
   * Goes on by another configuration. What is at work comes to its end by the one it began with. Who follows the events
   * is let go and has to be let in anew.
   */
  async goOnWith(configuration: Configuration): Promise<void> {
    this.events.close();
    const before = this.#watch;
    if (before !== undefined) {
      before.unsubscribe();
      // Not two at a time: both would begin what is due now.
      await Promise.all([this.#scheduler?.retire(), before.monitor.stop()]);
      const leaving = this.#leave(before.container).finally(() => this.#leaving.delete(leaving));
      this.#leaving.add(leaving);
    }
    this.start(configuration);
  }

  /** Cancels what is under way and waits for its end; what is to be told is told, within a bounded time. */
  async stop(): Promise<void> {
    this.jobs.cancelAll();
    this.events.close();
    const watch = this.#watch;
    await Promise.all([
      this.#scheduler?.stop({ withinMs: 0 }),
      watch?.monitor.stop(),
      this.jobs.idle(),
      ...this.#leaving,
    ]);
    if (watch === undefined) return;
    const { container } = watch;
    await container.get(TOKENS.recorder).flush();
    await settleNotifications(
      container.get(TOKENS.notifications),
      container.get(TOKENS.reportHealth),
      container.get(TOKENS.logger),
      LAST_MESSAGES_MS,
    );
  }

  /** What its last runs have to tell is told; how the backups fare, the next configuration judges. */
  async #leave(container: Container): Promise<void> {
    await this.jobs.idle();
    await container.get(TOKENS.recorder).flush();
    await stopNotifications(container.get(TOKENS.notifications), LAST_MESSAGES_MS);
  }

  /** Found in a directory, databases come and go; a look that fails leaves what was known. */
  async #noteDatabases(container: Container): Promise<void> {
    try {
      const { databases } = await container.get(TOKENS.inventory).latest();
      if (this.#watch?.container === container) this.#databases = databases;
    } catch (error) {
      container.get(TOKENS.logger).error('the databases could not be looked through', error);
    }
  }
}
