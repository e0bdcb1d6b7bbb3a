import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { groupByDatabase } from '../../domain/backup/group-by-database.ts';
import type { HistoryEntry } from '../../domain/history/history-entry.ts';
import { syncRetryAt } from '../../domain/schedule/sync-retry.ts';
import { MINUTE_MS } from '../../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import type { DueTasks, NextRun } from './due-tasks.ts';
import { DatabaseQueue } from './database-queue.ts';
import type { RunDueTasksPolicy } from './run-due-tasks.ts';
import type { StartedTask, TaskRunner } from './task-runner.ts';

/** Runs of other processes are noticed within this time. */
const READ_AGAIN_MS = 10 * MINUTE_MS;

export interface RetrySyncsPorts {
  /** The names of the databases; called each time: databases come and go. */
  readonly databases: () => readonly string[];
  readonly clock: Clock;
  readonly history: Pick<RunHistory, 'read'>;
  readonly logger: Logger;
  readonly runner: TaskRunner;
  /** Delivers the events of runs until the returned function is called. */
  readonly subscribe: (listener: RunListener) => () => void;
}

/**
 * Synchronizes the stores of a database again after a backup that a store did not take, or after a failed sync: at each
 * call, with growing pauses, until one succeeds. The run history decides, so that a restart changes nothing.
 */
export class RetrySyncs implements DueTasks, RunListener {
  readonly #ports: RetrySyncsPorts;
  readonly #queue: DatabaseQueue;
  #dueAt: ReadonlyMap<string, Date> = new Map();
  /** Waiting or running, by database; `undefined` while it waits. */
  readonly #started = new Map<string, StartedTask | undefined>();
  /** A run ended since the history was read. */
  #isOutdated = true;
  #readMs = -Infinity;
  #isStopped = false;
  readonly #unsubscribe: () => void;

  constructor(ports: RetrySyncsPorts, policy: RunDueTasksPolicy) {
    this.#ports = ports;
    this.#queue = new DatabaseQueue(policy.concurrency);
    this.#unsubscribe = ports.subscribe(this);
  }

  onRunEvent({ type, run: { operation } }: RunEvent): void {
    const isEnd = type === 'succeeded' || type === 'failed';
    if (isEnd && (operation === 'create' || operation === 'sync')) this.#isOutdated = true;
  }

  /** Starts due syncs without waiting for their end; must not be called again before it returns. */
  async execute(): Promise<void> {
    const { clock, databases } = this.#ports;
    const now = clock.now();
    if (this.#isStopped || !this.#mustRead(now)) return;
    this.#isOutdated = false;
    this.#readMs = clock.monotonicMs();
    const entries = groupByDatabase(await this.#readHistory());
    const dueAt = new Map<string, Date>();
    for (const database of databases()) {
      if (this.#started.has(database)) continue;
      const at = syncRetryAt(entries.get(database) ?? [], now);
      if (at === undefined) continue;
      if (at > now) dueAt.set(database, at);
      else this.#enqueue(database);
    }
    this.#dueAt = dueAt;
  }

  nextRuns(): readonly NextRun[] {
    return [...this.#dueAt].map(([database, at]) => ({ database, task: 'sync', at }));
  }

  /** Resolves when no started sync is running. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Starts nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#unsubscribe();
    this.#queue.clear();
  }

  /** Cancels all running syncs. */
  cancel(): void {
    for (const started of this.#started.values()) started?.cancel();
  }

  #mustRead(now: Date): boolean {
    if (this.#isOutdated || this.#ports.clock.monotonicMs() - this.#readMs >= READ_AGAIN_MS) return true;
    return [...this.#dueAt.values()].some((at) => at <= now);
  }

  #enqueue(database: string): void {
    if (this.#isStopped) return;
    this.#started.set(database, undefined);
    this.#queue.add(database, async () => {
      try {
        await this.#perform(database);
      } finally {
        this.#started.delete(database);
        this.#isOutdated = true;
      }
    });
  }

  async #perform(database: string): Promise<void> {
    const { logger, runner } = this.#ports;
    const failed = `the repeated sync of ${database} failed`;
    try {
      const nothing = { sourcePath: '', level: undefined, selection: undefined };
      const started = runner.start({ kind: 'sync', database, ...nothing });
      // Another sync of the database is running.
      if (started === undefined) return;
      this.#started.set(database, started);
      logger.debug(`repeated sync of ${database} started`, { database });
      await started.done;
    } catch (error) {
      if (!(error instanceof BackupManagerException)) logger.error(failed, error, { database });
      else logger.warn(`${failed}: ${error.message}`, { database, hint: error.hint });
    }
  }

  async #readHistory(): Promise<readonly HistoryEntry[]> {
    try {
      return (await this.#ports.history.read()).entries;
    } catch (error) {
      // The schedule reports it.
      if (!(error instanceof BackupManagerException)) throw error;
      return [];
    }
  }
}
