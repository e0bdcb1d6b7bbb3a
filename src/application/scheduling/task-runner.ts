import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import { operationOf } from '../../domain/schedule/scheduled-task.ts';
import type { BackUpAndCleanUp, BackUpAndCleanUpResult } from '../back-up-and-clean-up.ts';
import type { JobRegistry, StartedJob } from '../jobs/job-registry.ts';
import type { CopiesReport } from '../stores/copies-report.ts';
import type { SyncStores } from '../sync-stores.ts';
import type { VerifyBackupResult } from '../verify-backup.ts';
import type { VerifyBackups } from '../verify-backups.ts';
import type { PlannedTask } from './planned-tasks.ts';

export interface StartedTask {
  /** Resolves at its end; rejects with a failure that is not logged yet. */
  readonly done: Promise<unknown>;
  cancel(): void;
}

/** A task without its schedule. */
export type TaskToStart = Omit<PlannedTask, 'schedule'>;

export interface TaskRunner {
  /** @returns `undefined` when the same kind of task is running on the database */
  start(task: TaskToStart): StartedTask | undefined;
}

export interface TaskRunnerPolicy {
  /**
   * Wait for another operation on the database, such as a verification started by hand: it must not make a
   * daily task fail.
   */
  readonly lockWaitMs: number;
}

/** Converts results to the results of jobs. */
export interface ResultDocuments {
  readonly ofBackup: (result: BackUpAndCleanUpResult) => JsonValue;
  readonly ofVerification: (result: VerifyBackupResult) => JsonValue;
  readonly ofSync: (report: CopiesReport) => JsonValue;
}

export interface JobTaskRunnerPorts {
  readonly jobs: JobRegistry;
  readonly createBackup: Pick<BackUpAndCleanUp, 'execute'>;
  readonly verifyBackups: Pick<VerifyBackups, 'execute'>;
  readonly syncStores: Pick<SyncStores, 'execute'>;
  readonly documents: ResultDocuments;
}

/** Starts due tasks as jobs, so that the service shows them. */
export class JobTaskRunner implements TaskRunner {
  readonly #ports: JobTaskRunnerPorts;
  readonly #policy: TaskRunnerPolicy;

  constructor(ports: JobTaskRunnerPorts, policy: TaskRunnerPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  start(task: TaskToStart): StartedTask | undefined {
    try {
      const { id, outcome, ended } = this.#startJob(task);
      const cancel = (): void => {
        this.#ports.jobs.cancel(id);
      };
      return { done: ended.then(() => outcome).catch(this.#rethrowUnlogged), cancel };
    } catch (error) {
      if (error instanceof OperationInProgressException) return undefined;
      throw error;
    }
  }

  readonly #rethrowUnlogged = (error: unknown): void => {
    if (!this.#ports.jobs.hasLogged(error)) throw error;
  };

  #startJob(task: TaskToStart): StartedJob<unknown> {
    if (task.kind === 'backup') return this.#backUp(task);
    return task.kind === 'sync' ? this.#sync(task) : this.#verify(task);
  }

  #backUp(task: TaskToStart): StartedJob<unknown> {
    const { database, sourcePath } = task;
    return this.#ports.jobs.start({
      operation: operationOf(task),
      database,
      work: (signal) =>
        this.#ports.createBackup.execute({ database, sourcePath }, { signal, ...this.#policy }),
      describe: this.#ports.documents.ofBackup,
    });
  }

  #sync({ database }: TaskToStart): StartedJob<unknown> {
    return this.#ports.jobs.start({
      operation: 'sync',
      database,
      work: (signal) => this.#ports.syncStores.execute({ database }, { signal, ...this.#policy }),
      describe: this.#ports.documents.ofSync,
    });
  }

  #verify(task: TaskToStart): StartedJob<unknown> {
    const { database, level, selection } = task;
    if (level === undefined) throw new TypeError(`a ${task.kind} has a level`);
    return this.#ports.jobs.start({
      operation: operationOf(task),
      database,
      work: (signal) =>
        this.#ports.verifyBackups.execute({ database, level, selection }, { signal, ...this.#policy }),
      describe: (results) => results.map(this.#ports.documents.ofVerification),
    });
  }
}
