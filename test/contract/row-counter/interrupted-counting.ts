import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import { countNatively } from '../../../src/adapters/outbound/row-counter/native-counting.ts';
import type { CountingRequest } from '../../../src/adapters/outbound/row-counter/counting-steps.ts';
import { writeDatabase } from '../../support/database-fixtures.ts';

// A child with a write before each table; the write fails while a lock is held.
serveTasks({
  'count-natively': async () =>
    Promise.resolve((request: CountingRequest, report, deliver) =>
      countNatively(request, report, async (part) => {
        writeDatabase(request.sourcePath, 'INSERT INTO item VALUES (7)');
        await deliver(part);
      }),
    ),
});
