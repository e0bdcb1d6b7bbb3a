import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { OperationCancelledException } from '../../../domain/exceptions/operation-cancelled-exception.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { unpackFailure, type AnswerMessage, type TaskMessage, TaskDiedException } from './task-failures.ts';
import type { Tasks, TaskTypes } from './tasks.ts';

export interface TaskOptions<Progress = unknown> {
  readonly signal: AbortSignal;
  /** Receives the task's progress messages. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** The child reads it from its stdin. Its failure ends the process and is thrown. */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
}

/** Node's default. Compression needs one thread per core, and writing one more. */
const MIN_POOL_THREADS = 4;
/** A signal may arrive before the child's first line runs. Node 22.14 added the second flag. */
const CHILD_FLAGS = ['--disable-warning=ExperimentalWarning', '--disable-sigusr1'].filter((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);
/** A terminal or a service manager sends these to all processes of a run. */
const INTERRUPTIONS: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP'] satisfies NodeJS.Signals[];
/** The parent's stderr, by descriptor. */
const STDERR = 2;
/** The end of a child's stderr that goes into the error message. */
const STDERR_CHARACTERS = 2000;

/**
 * Runs each task in its own process. POSIX locks belong to the process, and closing any descriptor of a file drops
 * all of them: a database may be opened only in a process that does nothing else. A crash, a runaway check or an
 * abort then ends only that process.
 */
export class TaskProcess<Table extends { [Name in keyof Table]: TaskTypes } = Tasks> {
  readonly #entryPath: string;
  readonly #lowPriority: boolean;
  readonly #isWaitedFor: boolean;

  /**
   * @param entryPath the module that calls `serveTasks`
   * @param options.lowPriority run the child with a low CPU priority
   * @param options.isWaitedFor the child keeps this process's stderr open: after a kill of this process, a waiting
   *   parent also waits until the child has ended
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
   * @throws the task's exception
   * @throws BackupCreationException the process died
   * @throws OperationCancelledException a signal that cancels a run ended the process
   * @throws the signal's reason when it aborts; the process has ended by then
   */
  async run<Name extends keyof Table & string>(
    task: Name,
    request: Table[Name]['request'],
    options: TaskOptions<Table[Name]['progress']>,
  ): Promise<Table[Name]['result']> {
    options.signal.throwIfAborted();
    return this.#standBy(options.input !== undefined).run(task, request, options);
  }

  /** Starts the process before its task is known: the task then does not wait for the start. */
  standBy(): StandbyProcess<Table> {
    return this.#standBy(false);
  }

  #standBy(hasInput: boolean): StandbyProcess<Table> {
    const child = this.#fork(hasInput);
    if (this.#lowPriority) lowerPriority(child);
    return new StandbyProcess<Table>(child);
  }

  #fork(hasInput: boolean): ChildProcess {
    try {
      return this.#start(hasInput);
    } catch (error) {
      // fork throws some start errors and emits others.
      if (!isSystemError(error)) throw error;
      throw TaskDiedException.notStarted(error);
    }
  }

  #start(hasInput: boolean): ChildProcess {
    return fork(this.#entryPath, [], {
      // Do not pass on the caller's own flags, such as an inspector port.
      execArgv: CHILD_FLAGS,
      stdio: [hasInput ? 'pipe' : 'ignore', 'ignore', 'pipe', 'ipc', this.#isWaitedFor ? STDERR : 'ignore'],
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: String(Math.max(MIN_POOL_THREADS, availableParallelism() + 1)),
      },
    });
  }
}

/** A started process without a task. */
export class StandbyProcess<Table extends { [Name in keyof Table]: TaskTypes } = Tasks> {
  readonly #child: ChildProcess;
  readonly #ending: Promise<Ending>;
  #onProgress: ((progress: never) => void) | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ending = endingOf(child, (progress) => this.#onProgress?.(progress as never));
  }

  /**
   * Call it once.
   * @throws as TaskProcess.run
   */
  async run<Name extends keyof Table & string>(
    task: Name,
    request: Table[Name]['request'],
    options: TaskOptions<Table[Name]['progress']>,
  ): Promise<Table[Name]['result']> {
    const kill = (): void => {
      this.#child.kill('SIGKILL');
    };
    options.signal.addEventListener('abort', kill, { once: true });
    if (options.signal.aborted) kill();
    try {
      this.#onProgress = options.onProgress;
      // Ignore a failed send: the `close` event reports a child that died. A child that did not start has no channel.
      if (this.#child.pid !== undefined) {
        this.#child.send({ task, request } satisfies TaskMessage, () => undefined);
      }
      const input = options.input && new TaskInput(this.#child, options.input);
      const answer = await this.#ending;
      options.signal.throwIfAborted();
      input?.throwIfFailed();
      return resultOf(answer);
    } finally {
      options.signal.removeEventListener('abort', kill);
    }
  }

  /** Kills the process and waits for its end. Idempotent. */
  async dismiss(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ending;
  }
}

/** Sends bytes to the child's stdin, only as fast as it reads them. */
class TaskInput {
  #failure: { readonly error: unknown } | undefined;

  constructor(child: ChildProcess, bytes: AsyncIterable<Uint8Array>) {
    const { stdin } = child;
    // A child that did not start has none, and ends with the reason.
    if (stdin === null || child.pid === undefined) return;
    pipeline(this.#watched(bytes), stdin).catch(() => {
      // A child that has ended closes its stdin: its answer has the reason. Without the rest of its input it must end.
      if (this.#failure !== undefined) child.kill('SIGKILL');
    });
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async *#watched(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of bytes) yield piece;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}

type Ending =
  | Exclude<AnswerMessage, { type: 'progress' }>
  | { type: 'died'; how: string; stderr: string }
  | { type: 'not started'; error: Error };

/** Resolves after the process has ended: nothing of it runs on unnoticed. */
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
      // The child had not installed its signal handlers yet.
      if (INTERRUPTIONS.includes(ending.how)) throw interrupted(ending.how);
      throw new TaskDiedException(ending.how, ending.stderr);
  }
}

function interrupted(signal: string): OperationCancelledException {
  return new OperationCancelledException(`cancelled by ${signal}`, {
    hint: 'No partial file was left. Run the command again.',
  });
}

/** Before the child starts its threads: they inherit the priority. */
function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // The child may have ended; the priority is optional.
  }
}
