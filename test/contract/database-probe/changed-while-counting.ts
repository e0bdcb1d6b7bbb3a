import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import { countNatively } from '../../../src/adapters/outbound/database-probe/native-counting.ts';
import type { Tasks } from '../../../src/adapters/outbound/task-worker/tasks.ts';
import { writeDatabase } from '../../support/database-fixtures.ts';

// A child that dies at its first table; the application then creates a table before it.
serveTasks<Pick<Tasks, 'count-rows'>>({
  'count-rows': async () =>
    Promise.resolve((request, report, deliver) =>
      countNatively(request, report, async (part) => {
        if (request.fromStep === 0 && 'step' in part) {
          writeDatabase(request.sourcePath, 'CREATE TABLE earlier (id)');
          process.kill(process.pid, 'SIGKILL');
        }
        await deliver(part);
      }),
    ),
});
