import { fileURLToPath } from 'node:url';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import type { SampleTasks } from './sample-tasks.ts';

/** Starts a task that never ends and says which process does it. */
const entry = fileURLToPath(new URL('./sample-tasks.ts', import.meta.url));
await new TaskProcess<SampleTasks>(entry).run(
  'hang',
  {},
  {
    signal: new AbortController().signal,
    onProgress: (progress) => process.stdout.write(`${(progress as { pid: number }).pid}\n`),
  },
);
