import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import { OperationCancelledException } from '../../../domain/exceptions/operation-cancelled-exception.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { unpackFailure } from './carried-failure.ts';
import type { AnswerMessage, TaskMessage } from './messages.ts';
import { TaskDiedException } from './task-died-exception.ts';

export interface TaskOptions {
  readonly signal: AbortSignal;
  /** Told what the task reports: progress of the task's own kind. */
  readonly onProgress?: ((progress: unknown) => void) | undefined;
}

/** Node's own default; compression wants one for each core, and writing one more. */
const MIN_POOL_THREADS = 4;
/** A signal may come before the child's first line; the second flag exists from Node 22.14 on. */
const CHILD_FLAGS = ['--disable-warning=ExperimentalWarning', '--disable-sigusr1'].filter((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);
/** They are sent to all processes of a run: by a terminal (Ctrl-C, hang-up), by a service manager that stops it. */
const INTERRUPTIONS: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP'] satisfies NodeJS.Signals[];
/** Of this process, by its number. */
const STDERR = 2;
/** How much of what a dying child wrote to stderr is kept for the error message. */
const STDERR_CHARACTERS = 2000;

/**
 * Runs each task in a process of its own. POSIX locks belong to the process and closing any descriptor of a file
 * drops them all, so a database is only ever opened where nothing else is; and a crash, a runaway check or an
 * abort ends a process that holds nothing of ours.
 */
export class TaskProcess {
  readonly #entryPath: string;
  readonly #lowPriority: boolean;
  readonly #isWaitedFor: boolean;

  /**
   * @param entryPath the module that calls `serveTasks`
   * @param options.lowPriority the child leaves the processor to whoever else wants it
   * @param options.isWaitedFor whoever waits for this process to be gone waits for the child too: killed, this process
   *   takes its child with it only a moment later, when that notices. So the child holds this process's stderr open.
   */
  constructor(
    entryPath: string,
    options: { readonly lowPriority?: boolean; readonly isWaitedFor?: boolean } = {},
  ) {
    this.#entryPath = entryPath;
    this.#lowPriority = options.lowPriority ?? false;
    this.#isWaitedFor = options.isWaitedFor ?? false;
  }

  /**
   * @throws the exception that the task threw
   * @throws BackupCreationException the process died
   * @throws OperationCancelledException the process was ended by a signal that asks a run to end
   * @throws the signal's reason when it aborts; the process is gone by then
   */
  async run<Result>(task: string, request: unknown, options: TaskOptions): Promise<Result> {
    options.signal.throwIfAborted();
    return this.standBy().run(task, request, options);
  }

  /** Starts the process before its task is known, for a task that must not wait for a start. */
  standBy(): StandbyProcess {
    const child = this.#fork();
    if (this.#lowPriority) lowerPriority(child);
    return new StandbyProcess(child);
  }

  #fork(): ChildProcess {
    try {
      return this.#start();
    } catch (error) {
      // Some errors of a start are thrown, others are emitted.
      if (!isSystemError(error)) throw error;
      throw TaskDiedException.notStarted(error);
    }
  }

  #start(): ChildProcess {
    return fork(this.#entryPath, [], {
      // The caller's own flags (an inspector port, say) are not the child's.
      execArgv: CHILD_FLAGS,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', this.#isWaitedFor ? STDERR : 'ignore'],
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: String(Math.max(MIN_POOL_THREADS, availableParallelism() + 1)),
      },
    });
  }
}

/** A process that waits for its one task. */
export class StandbyProcess {
  readonly #child: ChildProcess;
  readonly #ending: Promise<Ending>;
  #onProgress: TaskOptions['onProgress'];

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ending = endingOf(child, (progress) => this.#onProgress?.(progress));
  }

  /**
   * To be called once.
   * @throws as TaskProcess.run
   */
  async run<Result>(task: string, request: unknown, options: TaskOptions): Promise<Result> {
    const kill = (): void => {
      this.#child.kill('SIGKILL');
    };
    options.signal.addEventListener('abort', kill, { once: true });
    if (options.signal.aborted) kill();
    try {
      this.#onProgress = options.onProgress;
      // A child that dies before it reads the task is told by its close; the failed send says nothing more.
      // One that was not started has no channel, and is told by its error.
      if (this.#child.pid !== undefined) {
        this.#child.send({ task, request } satisfies TaskMessage, () => undefined);
      }
      const answer = await this.#ending;
      options.signal.throwIfAborted();
      return resultOf(answer) as Result;
    } finally {
      options.signal.removeEventListener('abort', kill);
    }
  }

  /** Ends the process, whether it has had its task or not; it is gone on return. Idempotent. */
  async dismiss(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ending;
  }
}

type Ending =
  | Exclude<AnswerMessage, { type: 'progress' }>
  | { type: 'died'; how: string; stderr: string }
  | { type: 'not started'; error: Error };

/** Resolves once the process is gone, so that nothing of it goes on behind the caller's back. */
function endingOf(child: ChildProcess, onProgress: (progress: unknown) => void): Promise<Ending> {
  return new Promise((resolve) => {
    let stderr = '';
    let ending: Ending | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_CHARACTERS);
    });
    child.on('message', (answer: AnswerMessage) => {
      if (answer.type === 'progress') onProgress(answer.progress);
      else ending = answer;
    });
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ type: 'not started', error });
      else ending ??= { type: 'died', how: error.message, stderr };
    });
    child.on('close', (code, signal) => {
      resolve(ending ?? { type: 'died', how: signal ?? `exit code ${String(code)}`, stderr });
    });
  });
}

function resultOf(ending: Ending): unknown {
  switch (ending.type) {
    case 'result':
      return ending.result;
    case 'failure':
    case 'bug':
      throw unpackFailure(ending);
    case 'not started':
      throw TaskDiedException.notStarted(ending.error);
    case 'died':
      // The child had not begun to ignore them.
      if (INTERRUPTIONS.includes(ending.how)) throw interrupted(ending.how);
      throw new TaskDiedException(ending.how, ending.stderr);
  }
}

function interrupted(signal: string): OperationCancelledException {
  return new OperationCancelledException(`cancelled by ${signal}`, {
    hint: 'No partial file was left. Run the command again.',
  });
}

/** Threads inherit it: the child has not begun its own yet. */
function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It may have ended already; a wish is not worth a failure.
  }
}
