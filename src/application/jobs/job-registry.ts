import { BackupManagerException, type JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../../domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Operation, Run, RunEvent, RunListener } from '../ports/run-listener.ts';
import { describeError } from '../runs/describe-error.ts';
import type { Job, JobListener } from './job.ts';

/** Ended jobs that are kept; the run history keeps their runs for longer. */
const MAX_ENDED = 200;

export interface JobRequest<T> {
  readonly operation: Operation;
  /** `undefined`: several, or all. */
  readonly database: string | undefined;
  readonly work: (signal: AbortSignal) => Promise<T>;
  /** The part of the result to keep. */
  readonly describe: (result: T) => JsonValue;
}

export interface StartedJob<T> {
  readonly id: string;
  /** The result of the work, or its error. Listening is optional. */
  readonly outcome: Promise<T>;
  /** Resolves when the job has ended and the next one of its kind may start; never rejects. */
  readonly ended: Promise<unknown>;
}

interface Entry {
  job: Job;
  readonly controller: AbortController;
  readonly ended: Promise<unknown>;
}

export interface JobRegistryPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listeners: readonly JobListener[];
}

/**
 * The running and recently ended jobs of this process. A job learns its progress from the events of its runs.
 * **Guarantees**
 * - One job at a time per operation and database: a lock shows the run of one database, but not of all
 *   databases.
 * - Memory is bounded: only the newest ended jobs are kept.
 */
export class JobRegistry implements RunListener {
  readonly #ports: JobRegistryPorts;
  readonly #maxEnded: number;
  readonly #entries = new Map<string, Entry>();
  /** In the order of their ends. */
  readonly #ended: string[] = [];
  /** Failures that the log file has. */
  readonly #logged = new WeakSet<object>();

  constructor(ports: JobRegistryPorts, { maxEnded = MAX_ENDED }: { readonly maxEnded?: number } = {}) {
    this.#ports = ports;
    this.#maxEnded = maxEnded;
  }

  /** @throws OperationInProgressException such a job is running */
  start<T>({ operation, database, work, describe }: JobRequest<T>): StartedJob<T> {
    this.#assertNone(operation, database);
    const id = crypto.randomUUID();
    const controller = new AbortController();
    // Not before this method returns: the caller must know the id before the first event.
    const outcome = Promise.resolve().then(() => {
      controller.signal.throwIfAborted();
      return work(controller.signal);
    });
    const ended = outcome.then(describe).then(
      (result) => {
        this.#end(id, { state: 'succeeded', result });
      },
      (error: unknown) => {
        this.#fail(id, error);
      },
    );
    const job: Job = {
      id,
      operation,
      database,
      state: 'running',
      cancelRequested: false,
      runId: undefined,
      progress: undefined,
      result: undefined,
      error: undefined,
      startedAt: this.#ports.clock.now(),
      endedAt: undefined,
    };
    this.#entries.set(id, { job, controller, ended });
    this.#emit(job);
    return { id, outcome, ended };
  }

  get(id: string): Job | undefined {
    return this.#entries.get(id)?.job;
  }

  /** Newest first. */
  list(): readonly Job[] {
    return [...this.#entries.values()].map(({ job }) => job).reverse();
  }

  /**
   * Requests that a job stops. An ended one is unchanged.
   * @returns the job, `undefined` when there is none
   */
  cancel(id: string): Job | undefined {
    const entry = this.#entries.get(id);
    if (entry?.job.state === 'running' && !entry.job.cancelRequested) {
      this.#change(entry, { cancelRequested: true });
      entry.controller.abort(
        new OperationCancelledException(`${nameOf(entry.job)} was cancelled`, {
          hint: 'No partial file was left. Run the command again.',
        }),
      );
    }
    return entry?.job;
  }

  cancelAll(): void {
    for (const id of this.#entries.keys()) this.cancel(id);
  }

  /** Resolves once no job is running; never rejects. */
  async idle(): Promise<void> {
    for (let running = this.#running(); running.length > 0; running = this.#running()) {
      await Promise.all(running.map(({ ended }) => ended));
    }
  }

  /** Whether the log file has a failure: a run logged its own, this registry bugs. */
  hasLogged(error: unknown): boolean {
    return error instanceof Error && this.#logged.has(error);
  }

  onRunEvent(event: RunEvent): void {
    if (event.type === 'failed') {
      if (event.error instanceof Error) this.#logged.add(event.error);
    } else if (event.type === 'started') {
      const entry = this.#jobOf(event.run);
      if (entry !== undefined) this.#change(entry, { runId: event.run.id, progress: undefined });
    } else if (event.type === 'progress') {
      const { phase, doneBytes, totalBytes } = event;
      const entry = this.#running().find(({ job }) => job.runId === event.run.id);
      if (entry !== undefined) entry.job = { ...entry.job, progress: { phase, doneBytes, totalBytes } };
    }
  }

  /** The job of a run: one for this database before one for several. */
  #jobOf({ operation, database }: Run): Entry | undefined {
    const candidates = this.#running().filter(({ job }) => job.operation === operation);
    return (
      candidates.find(({ job }) => job.database === database) ??
      candidates.find(({ job }) => job.database === undefined)
    );
  }

  #running(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ job }) => job.state === 'running');
  }

  #assertNone(operation: Operation, database: string | undefined): void {
    const other = this.#running().find(
      ({ job }) => job.operation === operation && job.database === database,
    )?.job;
    if (other === undefined) return;
    throw new OperationInProgressException(`${nameOf(other)} is already running`, {
      hint: 'Wait for its end, or cancel it.',
      details: { job: other.id, operation, database: database ?? null },
    });
  }

  #fail(id: string, error: unknown): void {
    if (!(error instanceof BackupManagerException) && !this.hasLogged(error)) {
      this.#ports.logger.error('internal error in a job', error, { id });
      if (error instanceof Error) this.#logged.add(error);
    }
    this.#end(id, {
      state: error instanceof OperationCancelledException ? 'cancelled' : 'failed',
      error: describeError(error),
    });
  }

  #end(id: string, outcome: Pick<Job, 'state'> & Partial<Pick<Job, 'result' | 'error'>>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#change(entry, { ...outcome, endedAt: this.#ports.clock.now() });
    this.#ended.push(id);
    for (const old of this.#ended.splice(0, this.#ended.length - this.#maxEnded)) this.#entries.delete(old);
  }

  #change(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#emit(entry.job);
  }

  #emit(job: Job): void {
    for (const listener of this.#ports.listeners) {
      try {
        listener.onJobChanged(job);
      } catch {
        // A broken listener must not break the job.
      }
    }
  }
}

function nameOf({ operation, database }: Job): string {
  return database === undefined ? `the ${operation}` : `the ${operation} of ${database}`;
}
