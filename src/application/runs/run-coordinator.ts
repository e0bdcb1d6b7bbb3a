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
  /** The whole run's deadline. */
  readonly timeoutMs: number;
  /** The caller's wish to stop. */
  readonly signal: AbortSignal | undefined;
  /** How long to wait for another operation on the database to end, before the run begins; left out: not at all. */
  readonly lockWaitMs?: number | undefined;
  /** How long the work may go on after its end was asked for; left out: about a second. */
  readonly graceMs?: number | undefined;
  /** What to do about what the run leaves when it is cancelled; left out: it leaves nothing. */
  readonly remainderHint?: string | undefined;
}

/** What a use case that is a run takes besides its command. */
export type RunOptions = Partial<Pick<RunRequest, 'signal' | 'lockWaitMs'>>;

/** What the work of a run gets: when to stop, and whom to tell. */
export interface RunContext {
  readonly startedAt: Date;
  /** False in a backup directory that can only be read: nothing there can be changed, and no lock is held. */
  readonly isGuarded: boolean;
  /** Aborts on the caller's wish and on the deadline. */
  readonly signal: AbortSignal;
  /** @param walGrowthBytes how much the source's write-ahead log has grown by, where that is known */
  progress(phase: RunPhase, doneBytes: number, totalBytes: number, walGrowthBytes?: number): void;
  warn(message: string, hint: string): void;
  /** A step or a choice of the run, with its reason: for the log at level `debug`. */
  detail(message: string, fields?: LogFields): void;
  /** Milliseconds since the run began. */
  elapsedMs(): number;
}

export interface RunOutcome<T> {
  readonly value: T;
  /** What listeners are told about the success. */
  readonly facts: Readonly<Record<string, JsonValue>>;
  /** Why the run counts as failed although it has a result: a verification that found damage. */
  readonly failure?: BackupManagerException | undefined;
}

/** Who puts on record what it is told of runs. */
export interface RunRecord {
  /** Resolves when all that it was told so far is durable, or could not be made so; never rejects. */
  recorded(): Promise<void>;
}

type LockOrRefusal =
  | { readonly held: HeldLock; readonly waitedMs: number }
  | { readonly held: undefined; readonly refusal: unknown };

/** What every run has in common: the database's lock, the deadline, cancellation, and telling the listeners. */
export class RunCoordinator {
  readonly #clock: Clock;
  readonly #lock: OperationLock;
  readonly #listeners: readonly RunListener[];
  readonly #record: RunRecord | undefined;
  /** What is told of the file system is told once in a process, not by every run. */
  readonly #toldOfLocks = new Set<string>();

  /** @param record one of the listeners; left out where nobody is to know of a run that dies */
  constructor(clock: Clock, lock: OperationLock, listeners: readonly RunListener[], record?: RunRecord) {
    this.#clock = clock;
    this.#lock = lock;
    this.#listeners = listeners;
    this.#record = record;
  }

  /**
   * Does `work` under the database's lock.
   *
   * @throws OperationInProgressException another run holds the lock
   * @throws BackupTimeoutException the deadline passed
   * @throws OperationCancelledException the caller's signal aborted
   * @throws whatever `work` throws otherwise
   */
  async perform<T>(request: RunRequest, work: (context: RunContext) => Promise<RunOutcome<T>>): Promise<T> {
    const patience = new RunDeadline(this.#clock, request);
    // Settles when nothing of the work goes on any more; then the lock can be let go.
    let atWork: Promise<unknown> = Promise.resolve();
    const watched = (context: RunContext): Promise<RunOutcome<T>> => {
      const working = work(context);
      atWork = working.catch(() => undefined);
      return working;
    };
    const lock = await this.#lockOrRefusal(request, patience);
    patience.restart();
    try {
      return await this.#run(request, lock, patience, watched);
    } finally {
      // Work that hangs keeps the lock: it goes on when the disk answers again.
      const released = atWork.then(() => lock.held?.release());
      await patience.orGiveUp(released).catch(() => undefined);
      patience.end();
    }
  }

  /** A refusal is told as the end of a run that never began. */
  async #lockOrRefusal(request: RunRequest, patience: RunDeadline): Promise<LockOrRefusal> {
    const startedMs = this.#clock.monotonicMs();
    const acquiring = awaitLock(this.#lock, this.#clock, request);
    try {
      const held = await patience.orGiveUp(acquiring);
      return { held, waitedMs: Math.round(this.#clock.monotonicMs() - startedMs) };
    } catch (refusal) {
      // One that comes after this run gave up is nobody's.
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
    patience: RunDeadline,
    work: (context: RunContext) => Promise<RunOutcome<T>>,
  ): Promise<T> {
    const startedAt = this.#clock.now();
    const startedMs = this.#clock.monotonicMs();
    const run: Run = {
      // Two runs may begin within one millisecond, in one process or in two.
      id: `${request.operation}-${request.database}-${startedAt.toISOString()}-${randomSuffix()}`,
      operation: request.operation,
      database: request.database,
      startedAt,
    };
    const elapsedMs = (): number => Math.round(this.#clock.monotonicMs() - startedMs);
    const detail = (message: string, fields: LogFields = {}): void => {
      this.#tell({ type: 'detail', run, elapsedMs: elapsedMs(), message, fields });
    };
    let currentPhase: RunPhase | undefined;
    try {
      const { value, facts, failure } = await this.#withDeadline(
        request,
        lock.held,
        patience,
        async (signal) => {
          if (lock.held === undefined) throw lock.refusal;
          // Not before: who reads of two beginnings of one database knows that the first run is over.
          this.#tell({ type: 'started', run });
          const isGuarded = lock.held.isGuarded ?? true;
          if (isGuarded) detail('lock taken', { waited_ms: lock.waitedMs });
          else detail('no lock: the backup directory can only be read');
          this.#tellOfLock(run, lock.held.warnings ?? []);
          // Nothing is touched by a run that nobody would know of if it died now.
          await this.#record?.recorded();
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
              this.#tell({ type: 'progress', run, phase, doneBytes, totalBytes, ...growth });
            },
            warn: (message, hint) => {
              this.#tell({ type: 'warning', run, message, hint });
            },
            detail,
          });
        },
      );
      const durationMs = elapsedMs();
      if (failure === undefined) this.#tell({ type: 'succeeded', run, durationMs, facts });
      else this.#tell({ type: 'failed', run, durationMs, error: failure, facts });
      return value;
    } catch (error) {
      this.#tell({ type: 'failed', run, durationMs: elapsedMs(), error });
      throw error;
    } finally {
      // Who is told of an end finds it on record. A history that hangs holds up no end.
      const recorded = this.#record?.recorded() ?? Promise.resolve();
      await patience.orGiveUp(recorded).catch(() => undefined);
    }
  }

  async #withDeadline<T>(
    request: RunRequest,
    held: HeldLock | undefined,
    patience: RunDeadline,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([patience.signal, ...(held === undefined ? [] : [held.lost])]);
    try {
      signal.throwIfAborted();
      return await patience.orGiveUp(work(signal));
    } catch (error) {
      if (held?.lost.aborted === true || (await lostLockDuringRun(held, patience)))
        throw lostLock(request, error);
      // A typed failure that merely coincides with an abort keeps its own name.
      if (error instanceof BackupManagerException || !signal.aborted) throw error;
      throw runEnded(request, error, error === TIMED_OUT || patience.isOver);
    }
  }

  #tellOfLock(run: Run, warnings: readonly RunWarning[]): void {
    for (const { message, hint } of warnings) {
      if (this.#toldOfLocks.has(message)) continue;
      this.#toldOfLocks.add(message);
      this.#tell({ type: 'warning', run, message, hint });
    }
  }

  #tell(event: RunEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener.onRunEvent(event);
      } catch {
        // The port says so: a broken observer must not break the run.
      }
    }
  }
}

function randomSuffix(): string {
  return crypto.randomUUID().slice(-12);
}
