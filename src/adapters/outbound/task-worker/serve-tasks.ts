import { packFailure, type AnswerMessage, type TaskMessage, outsideFailure } from './task-failures.ts';
import type { Deliver, TaskFunction, TaskTypes } from './tasks.ts';

/** Each loads its module when its task arrives. */
export type TaskHandlers<Table extends { [Name in keyof Table]: TaskTypes }> = {
  readonly [Name in keyof Table]: () => Promise<TaskFunction<Table[Name]>>;
};

/** The parent handles them and ends its children. Without a listener, SIGUSR1 opens Node's debugger. */
const IGNORED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** Throttle: every report crosses the process boundary. */
const REPORT_INTERVAL_MS = 100;

/** The child's side: runs the one task from the parent, then ends. It also ends when the parent dies. */
export function serveTasks<Table extends { [Name in keyof Table]: TaskTypes }>(
  tasks: TaskHandlers<Table>,
): void {
  process.on('disconnect', endAtOnce);
  for (const signal of IGNORED_SIGNALS) process.on(signal, () => undefined);
  process.once('message', (message: TaskMessage) => {
    void perform(tasks as unknown as AnyHandlers, message).then((answer) => {
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

type AnyHandlers = Partial<TaskHandlers<Record<string, TaskTypes>>>;

async function perform(tasks: AnyHandlers, { task, request }: TaskMessage): Promise<AnswerMessage> {
  try {
    const load = tasks[task];
    if (load === undefined) throw new TypeError(`no such task: ${task}`);
    const work = await load();
    return { type: 'result', result: await work(request, throttled(), deliver) };
  } catch (error) {
    return packFailure(outsideFailure(error));
  }
}

const deliver: Deliver = (part) =>
  new Promise((resolve, reject) => {
    process.send?.({ type: 'progress', progress: part } satisfies AnswerMessage, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });

function throttled(): (progress: unknown) => void {
  let lastMs = -Infinity;
  return (progress) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < REPORT_INTERVAL_MS) return;
    lastMs = nowMs;
    process.send?.({ type: 'progress', progress } satisfies AnswerMessage);
  };
}
