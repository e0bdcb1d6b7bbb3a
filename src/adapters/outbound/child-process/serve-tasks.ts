import { packFailure } from './carried-failure.ts';
import type { AnswerMessage, TaskMessage } from './messages.ts';
import { outsideFailure } from './outside-failure.ts';

/** Hands the parent a part of the result; it has it, whatever becomes of this process, once the promise resolves. */
export type Deliver = (part: unknown) => Promise<void>;

/**
 * Work that a child does: takes the request, may report progress, returns what survives JSON. What it delivers comes
 * as progress too, but nothing of it is left out.
 */
export type Task = (
  request: never,
  report: (progress: unknown) => void,
  deliver: Deliver,
) => Promise<unknown>;

/** The parent answers them: it ends its children itself. Without a listener SIGUSR1 opens Node's debugger. */
const IGNORED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** Progress is reported at most this often: every report crosses the process boundary. */
const REPORT_INTERVAL_MS = 100;

/**
 * The child's side: does the one task that the parent sends and ends the process.
 * A parent that dies takes the child with it; a Ctrl-C is the parent's to answer.
 */
export function serveTasks(tasks: Readonly<Record<string, () => Promise<Task>>>): void {
  process.on('disconnect', endAtOnce);
  for (const signal of IGNORED_SIGNALS) process.on(signal, () => undefined);
  process.once('message', (message: TaskMessage) => {
    void perform(tasks, message).then((answer) => {
      process.send?.(answer, endAtOnce);
    });
  });
}

/**
 * Nothing is left to tidy up, so nothing is waited for. `process.exit` joins V8's threads, and does so for ever when
 * one of them, compiling, waits for a garbage collection that only this thread could do (nodejs/node#54918): captures
 * with sql.js hung so, their answer given and nobody's.
 */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

async function perform(
  tasks: Readonly<Record<string, () => Promise<Task>>>,
  { task, request }: TaskMessage,
): Promise<AnswerMessage> {
  try {
    const load = tasks[task];
    if (load === undefined) throw new TypeError(`no such task: ${task}`);
    const work = await load();
    return { type: 'result', result: await work(request as never, throttled(), deliver) };
  } catch (error) {
    return packFailure(outsideFailure(error));
  }
}

function deliver(part: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.({ type: 'progress', progress: part } satisfies AnswerMessage, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function throttled(): (progress: unknown) => void {
  let lastMs = -Infinity;
  return (progress) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < REPORT_INTERVAL_MS) return;
    lastMs = nowMs;
    process.send?.({ type: 'progress', progress } satisfies AnswerMessage);
  };
}
