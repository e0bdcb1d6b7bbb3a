import { packFailure, type AnswerMessage, type TaskMessage, outsideFailure } from './task-failures.ts';

/** Sends the parent a part of the result. Once it resolves, the parent has it even if this process dies. */
export type Deliver = (part: unknown) => Promise<void>;

/** A child's task: its result must survive JSON. Delivered parts arrive as progress, and none is dropped. */
export type Task = (
  request: never,
  report: (progress: unknown) => void,
  deliver: Deliver,
) => Promise<unknown>;

/** The parent handles them and ends its children. Without a listener, SIGUSR1 opens Node's debugger. */
const IGNORED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** Throttle: every report crosses the process boundary. */
const REPORT_INTERVAL_MS = 100;

/** The child's side: runs the one task from the parent, then ends. It also ends when the parent dies. */
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
 * Not `process.exit`: it joins V8's threads, and hangs when one of them waits for a garbage collection
 * (nodejs/node#54918). Captures with sql.js hung like this after their answer.
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
