import { appendFileSync } from 'node:fs';
import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import type { BrowsingRequest } from '../../../src/adapters/outbound/database-browser/browsing-steps.ts';

const hang = (task: string) => async () =>
  Promise.resolve(({ databasePath }: BrowsingRequest) => {
    appendFileSync(`${databasePath}.tasks`, `${task}\n`);
    return new Promise(() => {
      setInterval(() => undefined, 1000);
    });
  });

// A child that never ends and records its request.
serveTasks({
  'browse-with-sql-js': hang('browse-with-sql-js'),
  'browse-natively': hang('browse-natively'),
});
