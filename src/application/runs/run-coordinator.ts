import { BackupManagerException, type JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogFields } from '../ports/logger.ts';
import type { HeldLock, OperationLock } from '../ports/operation-lock.ts';
import type { Operation, Run, RunEvent, RunListener, RunPhase, RunWarning } from '../ports/run-listener.ts';
import { awaitLock } from './await-lock.ts';
import { TIMED_OUT, RunDeadline } from './run-deadline.ts';
import { lostLock, lostLockDuringRun, runEnded } from './run-endings.ts';

export interface RunRequest {
  readonly operation: Operation;
  readonly database: string;
  /** For the whole run. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Wait for another operation on the database before the run starts; absent: none. */
  readonly lockWaitMs?: number | undefined;
  /** Time to end after an abort; absent: about a second. */
  readonly graceMs?: number | undefined;
  /** What to do with leftovers of a cancelled run; absent: there are none. */
  readonly remainderHint?: string | undefined;
}

export interface CancelOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The options of a use case that is a run. */
export type RunOptions = Partial<Pick<RunRequest, 'signal' | 'lockWaitMs'>>;

export interface RunContext {
  readonly startedAt: Date;
  /** False in a read-only backup directory: no lock is held, and nothing can be changed. */
  readonly isGuarded: boolean;
  /** Aborts on the caller's signal and at the deadline. */
  readonly signal: AbortSignal;
  /** @param walGrowthBytes growth of the source's WAL, where known */
  progress(phase: RunPhase, doneBytes: number, totalBytes: number, walGrowthBytes?: number): void;
  warn(message: string, hint: string): void;
  /** A step or decision with its reason, for the log file at level `debug`. */
  detail(message: string, fields?: LogFields): void;
  /** Milliseconds since the run started. */
  elapsedMs(): number;
}

export interface RunOutcome<T> {
  readonly value: T;
  /** For the run's success event. */
  readonly facts: Readonly<Record<string, JsonValue>>;
  /** The run made no backup: the newest one holds the content of the database. It is a success. */
  readonly outcome?: 'unchanged' | undefined;
  /** Makes the run a failure although it has a result: a verification that found damage. */
  readonly failure?: BackupManagerException | undefined;
}

/** The durable record of runs. */
export interface RunRecord {
  /** Resolves when all events so far are durable, or could not be written; never rejects. */
  recorded(): Promise<void>;
}

export interface RunCoordinatorPorts {
  readonly clock: Clock;
  readonly lock: OperationLock;
  readonly listeners: readonly RunListener[];
  /** One of the listeners; absent where runs are not recorded. */
  readonly record?: RunRecord | undefined;
}

type LockOrRefusal =
  | { readonly held: HeldLock; readonly waitedMs: number }
  | { readonly held: undefined; readonly refusal: unknown };

/** Common to every run: the database's lock, deadline, cancellation, and events. */
export class RunCoordinator {
  readonly #ports: RunCoordinatorPorts;
  /** Warnings of the file system are emitted once per process. */
  readonly #reportedLocks = new Set<string>();

  constructor(ports: RunCoordinatorPorts) {
    this.#ports = ports;
  }

  /**
   * Does `work` under the database's lock.
   * @throws OperationInProgressException another run holds the lock
   * @throws BackupTimeoutException the deadline passed
   * @throws OperationCancelledException the caller's signal aborted
   * @throws whatever `work` throws otherwise
   */
  async perform<T>(request: RunRequest, work: (context: RunContext) => Promise<RunOutcome<T>>): Promise<T> {
    const deadline = new RunDeadline(this.#ports.clock, request);
    // Settles when the work has really ended; only then may the lock be released.
    let atWork: Promise<unknown> = Promise.resolve();
    const watched = (context: RunContext): Promise<RunOutcome<T>> => {
      const working = work(context);
      atWork = working.catch(() => undefined);
      return working;
    };
    const lock = await this.#lockOrRefusal(request, deadline);
    deadline.restart();
    try {
      return await this.#run(request, lock, deadline, watched);
    } finally {
      // Hanging work keeps the lock: it continues when the disk answers again.
      const released = atWork.then(() => lock.held?.release());
      await deadline.orGiveUp(released).catch(() => undefined);
      deadline.end();
    }
  }

  /** A refusal is emitted as the end of a run that never started. */
  async #lockOrRefusal(request: RunRequest, deadline: RunDeadline): Promise<LockOrRefusal> {
    const startedMs = this.#ports.clock.monotonicMs();
    const acquiring = awaitLock(this.#ports.lock, this.#ports.clock, request);
    try {
      const held = await deadline.orGiveUp(acquiring);
      return { held, waitedMs: Math.round(this.#ports.clock.monotonicMs() - startedMs) };
    } catch (refusal) {
      // A lock that arrives after the run gave up is released.
      void acquiring.then(
        (late) => late.release(),
        () => undefined,
      );
      return { held: undefined, refusal };
    }
  }

  async #run<T>(
    request: RunRequest,
    lock: LockOrRefusal,
    deadline: RunDeadline,
    work: (context: RunContext) => Promise<RunOutcome<T>>,
  ): Promise<T> {
    const startedAt = this.#ports.clock.now();
    const startedMs = this.#ports.clock.monotonicMs();
    const run: Run = {
      // Two runs may start within one millisecond, in one process or in two.
      id: `${request.operation}-${request.database}-${startedAt.toISOString()}-${randomSuffix()}`,
      operation: request.operation,
      database: request.database,
      startedAt,
    };
    const elapsedMs = (): number => Math.round(this.#ports.clock.monotonicMs() - startedMs);
    const detail = (message: string, fields: LogFields = {}): void => {
      this.#emit({ type: 'detail', run, elapsedMs: elapsedMs(), message, fields });
    };
    let currentPhase: RunPhase | undefined;
    try {
      const { value, facts, failure, outcome } = await this.#withDeadline(
        request,
        lock.held,
        deadline,
        async (signal) => {
          if (lock.held === undefined) throw lock.refusal;
          // Record the start only while holding the lock: the history takes a second start of a database as
          // evidence that the first run ended.
          this.#emit({ type: 'started', run });
          const isGuarded = lock.held.isGuarded ?? true;
          if (isGuarded) detail('lock taken', { waited_ms: lock.waitedMs });
          else detail('no lock: the backup directory is read-only');
          this.#reportLock(run, lock.held.warnings ?? []);
          // No work before the start is durable: a crash now must leave a record.
          await this.#ports.record?.recorded();
          signal.throwIfAborted();
          return work({
            startedAt,
            isGuarded,
            signal,
            elapsedMs,
            progress: (phase, doneBytes, totalBytes, walGrowthBytes) => {
              if (phase !== currentPhase) detail(`phase ${phase}`, { total_bytes: totalBytes });
              currentPhase = phase;
              const growth = walGrowthBytes === undefined ? {} : { walGrowthBytes };
              this.#emit({ type: 'progress', run, phase, doneBytes, totalBytes, ...growth });
            },
            warn: (message, hint) => {
              this.#emit({ type: 'warning', run, message, hint });
            },
            detail,
          });
        },
      );
      const durationMs = elapsedMs();
      if (failure === undefined)
        this.#emit({ type: 'succeeded', run, durationMs, facts, ...(outcome && { outcome }) });
      else this.#emit({ type: 'failed', run, durationMs, error: failure, facts });
      return value;
    } catch (error) {
      this.#emit({ type: 'failed', run, durationMs: elapsedMs(), error });
      throw error;
    } finally {
      // The end is durable before it is reported. A hanging history delays no end.
      const recorded = this.#ports.record?.recorded() ?? Promise.resolve();
      await deadline.orGiveUp(recorded).catch(() => undefined);
    }
  }

  async #withDeadline<T>(
    request: RunRequest,
    held: HeldLock | undefined,
    deadline: RunDeadline,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([deadline.signal, ...(held === undefined ? [] : [held.lost])]);
    try {
      signal.throwIfAborted();
      return await deadline.orGiveUp(work(signal));
    } catch (error) {
      if (held?.lost.aborted === true || (await lostLockDuringRun(held, deadline)))
        throw lostLock(request, error);
      // A typed failure that coincides with an abort keeps its own type.
      if (error instanceof BackupManagerException || !signal.aborted) throw error;
      throw runEnded(request, error, error === TIMED_OUT || deadline.isOver);
    }
  }

  #reportLock(run: Run, warnings: readonly RunWarning[]): void {
    for (const { message, hint } of warnings) {
      if (this.#reportedLocks.has(message)) continue;
      this.#reportedLocks.add(message);
      this.#emit({ type: 'warning', run, message, hint });
    }
  }

  #emit(event: RunEvent): void {
    for (const listener of this.#ports.listeners) {
      try {
        listener.onRunEvent(event);
      } catch {
        // A broken listener must not break the run.
      }
    }
  }
}

function randomSuffix(): string {
  return crypto.randomUUID().slice(-12);
}
