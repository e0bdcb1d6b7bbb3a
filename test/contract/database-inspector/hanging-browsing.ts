import { appendFileSync } from 'node:fs';
import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import type { Tasks } from '../../../src/adapters/outbound/task-worker/tasks.ts';

// A child that never ends and records its engine.
serveTasks<Pick<Tasks, 'browse'>>({
  browse: async () =>
    Promise.resolve(({ databasePath, engine }) => {
      appendFileSync(`${databasePath}.tasks`, `${engine}\n`);
      return new Promise(() => {
        setInterval(() => undefined, 1000);
      });
    }),
});
