import { getPriority } from 'node:os';
import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import type { TaskTypes } from '../../../src/adapters/outbound/task-worker/tasks.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';

const DEAF_MS = 500;

export type SampleTasks = Record<string, TaskTypes>;

/** A child with a task for each way in which a task can go. */
serveTasks<SampleTasks>({
  echo: async () => async (request: unknown) => request,
  report: async () => async (_request: unknown, report: (progress: unknown) => void) => {
    for (let done = 0; done < 1000; done++) report({ done });
    return 'done';
  },
  refuse: async () => async () => {
    throw new DatabaseAccessException('no entry', { hint: 'knock', details: { path: '/app.db' } });
  },
  blunder: async () => async () => {
    throw new TypeError('undefined is not a database');
  },
  'throw text': async () => async () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw 'just words';
  },
  crash: async () => async () => {
    process.stderr.write('out of luck\n');
    process.exit(7);
  },
  priority: async () => async () => getPriority(),
  'count input': async () => async () => {
    let bytes = 0;
    for await (const chunk of process.stdin) bytes += (chunk as Buffer).length;
    return bytes;
  },
  'read no input': async () => async (_request: unknown, report: (progress: unknown) => void) => {
    report({ pid: process.pid });
    await new Promise((resolve) => setTimeout(resolve, DEAF_MS));
    return 'nothing read';
  },
  hang: async () => async (_request: unknown, report: (progress: unknown) => void) => {
    report({ pid: process.pid });
    return new Promise(() => {
      setInterval(() => undefined, 1000);
    });
  },
  'start another': async () => async (_request: unknown, report: (progress: unknown) => void) => {
    const { signal } = new AbortController();
    return new TaskProcess<SampleTasks>(process.argv[1] ?? '', { isWaitedFor: true }).run(
      'be deaf',
      {},
      { signal, onProgress: report },
    );
  },
  // For a while it does not notice that its starter is gone.
  'be deaf': async () => async (_request: unknown, report: (progress: unknown) => void) => {
    report({ pid: process.pid });
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DEAF_MS);
    return new Promise(() => {
      setInterval(() => undefined, 1000);
    });
  },
  'signal itself': async () => async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
      process.kill(process.pid, signal);
    }
    await new Promise((resolve) => setImmediate(resolve));
    return 'still here';
  },
});
