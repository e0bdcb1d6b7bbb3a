import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import { countNatively } from '../../../src/adapters/outbound/database-probe/native-counting.ts';
import type { Tasks } from '../../../src/adapters/outbound/task-worker/tasks.ts';
import { writeDatabase } from '../../support/database-fixtures.ts';

// A child with a write before each table; the write fails while a lock is held.
serveTasks<Pick<Tasks, 'count-rows'>>({
  'count-rows': async () =>
    Promise.resolve((request, report, deliver) =>
      countNatively(request, report, async (part) => {
        writeDatabase(request.sourcePath, 'INSERT INTO item VALUES (7)');
        await deliver(part);
      }),
    ),
});
