import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
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

  /**
   * @param entryPath the module that calls `serveTasks`
   * @param options.lowPriority the child leaves the processor to whoever else wants it
   */
  constructor(entryPath: string, options: { readonly lowPriority?: boolean } = {}) {
    this.#entryPath = entryPath;
    this.#lowPriority = options.lowPriority ?? false;
  }

  /**
   * @throws the exception that the task threw
   * @throws TaskDiedException the process crashed or was killed by the system
   * @throws the signal's reason when it aborts; the process is gone by then
   */
  async run<Result>(task: string, request: unknown, options: TaskOptions): Promise<Result> {
    options.signal.throwIfAborted();
    const child = fork(this.#entryPath, [], {
      // The caller's own flags (an inspector port, say) are not the child's.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: String(Math.max(MIN_POOL_THREADS, availableParallelism() + 1)),
      },
    });
    if (this.#lowPriority) lowerPriority(child);
    const kill = (): void => {
      child.kill('SIGKILL');
    };
    options.signal.addEventListener('abort', kill, { once: true });
    try {
      const answer = await converse(child, { task, request }, options.onProgress);
      options.signal.throwIfAborted();
      return resultOf(answer) as Result;
    } finally {
      options.signal.removeEventListener('abort', kill);
    }
  }
}

type Ending = Exclude<AnswerMessage, { type: 'progress' }> | { type: 'died'; how: string; stderr: string };

/** Resolves once the process is gone, so that nothing of it goes on behind the caller's back. */
function converse(
  child: ChildProcess,
  message: TaskMessage,
  onProgress: TaskOptions['onProgress'],
): Promise<Ending> {
  return new Promise((resolve) => {
    let stderr = '';
    let ending: Ending | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_CHARACTERS);
    });
    child.on('message', (answer: AnswerMessage) => {
      if (answer.type === 'progress') onProgress?.(answer.progress);
      else ending = answer;
    });
    child.on('error', (error) => {
      ending ??= { type: 'died', how: error.message, stderr };
      if (child.pid === undefined) resolve(ending);
    });
    child.on('close', (code, signal) => {
      resolve(ending ?? { type: 'died', how: signal ?? `exit code ${String(code)}`, stderr });
    });
    // A child that dies before it reads the task is told by its close; the failed send says nothing more.
    child.send(message, () => undefined);
  });
}

function resultOf(ending: Ending): unknown {
  switch (ending.type) {
    case 'result':
      return ending.result;
    case 'failure':
    case 'bug':
      throw unpackFailure(ending);
    case 'died':
      throw new TaskDiedException(ending.how, ending.stderr);
  }
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
