import type { Container } from 'inversify';
import type { RunningSchedule } from '../adapters/inbound/library/running-schedule.ts';
import { BunyanLogger } from '../adapters/outbound/logger/bunyan-logger.ts';
import type { RunEvent, RunListener } from '../application/ports/run-listener.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { BackgroundWork } from './background-work.ts';
import { createContainer } from './container.ts';
import type { Settings } from '../settings/settings.ts';
import { ServiceEvents } from './service-events.ts';
import { settleFleet } from './settle-fleet.ts';
import { settleNotifications } from './settle-notifications.ts';
import { TOKENS } from './tokens.ts';

/**
 * The parts of one BackupManager. Its API and its schedule share them; an application that needs neither does not
 * load their modules.
 */
export class ManagerComposition {
  readonly settings: Settings;
  readonly container: Container;
  readonly logger: BunyanLogger;
  readonly #closing = new AbortController();
  readonly #serviceEvents: ServiceEvents;
  #background: Promise<BackgroundWork> | undefined;
  #schedule: Promise<RunningSchedule> | undefined;
  #closed: Promise<void> | undefined;
  #reporting: Promise<void> | undefined;

  private constructor(
    settings: Settings,
    container: Container,
    logger: BunyanLogger,
    serviceEvents: ServiceEvents,
  ) {
    this.settings = settings;
    this.container = container;
    this.logger = logger;
    this.#serviceEvents = serviceEvents;
  }

  static async create(settings: Settings, listeners: readonly RunListener[]): Promise<ManagerComposition> {
    const logger = new BunyanLogger({
      level: settings.logLevel,
      // Stderr belongs to the application; failures reach it as exceptions.
      stderrLevel: undefined,
      logFile: settings.logFile,
      stderr: process.stderr,
      isTerminal: false,
    });
    const serviceEvents = new ServiceEvents();
    const container = await createContainer({ settings, logger, listeners: [...listeners, serviceEvents] });
    const composition = new ManagerComposition(settings, container, logger, serviceEvents);
    serviceEvents.add({ onRunEvent: (event) => composition.#onRunEvent(event) });
    return composition;
  }

  /** Aborts when the manager closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Jobs, events, metrics and health of this manager, created at the first call. */
  background(): Promise<BackgroundWork> {
    return (this.#background ??= this.#startBackground());
  }

  /**
   * Starts the schedule, or returns the running one.
   * @throws UsageException no database is configured, or the manager was closed
   */
  async startSchedule(): Promise<RunningSchedule> {
    this.#assertOpen();
    return (this.#schedule ??= this.#startSchedule().catch((error: unknown) => {
      this.#schedule = undefined;
      throw error;
    }));
  }

  /** Cancels running work, delivers messages, and flushes history and log. Idempotent. */
  close(): Promise<void> {
    this.#closing.abort();
    return (this.#closed ??= this.#close());
  }

  async #startBackground(): Promise<BackgroundWork> {
    const { BackgroundWork } = await import('./background-work.ts');
    this.#assertOpen();
    const background = new BackgroundWork(this.logger, this.#serviceEvents);
    background.observe(this);
    return background;
  }

  async #startSchedule(): Promise<RunningSchedule> {
    const { databases, databasesDirectory } = this.settings;
    if (databases.length === 0 && databasesDirectory === undefined) {
      throw new UsageException('no database is configured: the schedule has nothing to back up', {
        hint: 'Set database_path, databases or databases_directory in the configuration.',
      });
    }
    const background = await this.background();
    this.#assertOpen();
    const scheduler = background.startSchedule(this);
    let isAtWork = true;
    return {
      stop: async (options) => {
        // Later, another schedule may be in its place.
        if (isAtWork) this.#schedule = undefined;
        isAtWork = false;
        await scheduler.stop(options);
      },
    };
  }

  /** Without background work no health report follows a run, and an application may run for months. */
  #onRunEvent({ type }: RunEvent): void {
    if (this.#background !== undefined || (type !== 'succeeded' && type !== 'failed')) return;
    const reporter = this.container.get(TOKENS.fleetReporter);
    if (!reporter.awaitsHealth) return;
    const reportHealth = this.container.get(TOKENS.reportHealth);
    this.#reporting ??= settleFleet(reporter, reportHealth, this.logger).finally(() => {
      this.#reporting = undefined;
    });
  }

  async #close(): Promise<void> {
    await this.#reporting;
    // Its caller received the error of a failed start.
    const background = await this.#background?.catch(() => undefined);
    await background?.stop();
    const { container } = this;
    await container.get(TOKENS.recorder).flush();
    if (background === undefined) {
      const notifications = container.get(TOKENS.notifications);
      const reportHealth = container.get(TOKENS.reportHealth);
      await settleNotifications(notifications, reportHealth, this.logger);
      await settleFleet(container.get(TOKENS.fleetReporter), reportHealth, this.logger);
    }
    await this.logger.close();
  }

  #assertOpen(): void {
    if (!this.closing.aborted) return;
    throw new UsageException('this BackupManager has been closed', { hint: 'Create a new one.' });
  }
}
