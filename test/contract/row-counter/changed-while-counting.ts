import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import { countNatively } from '../../../src/adapters/outbound/row-counter/native-counting.ts';
import type { CountingRequest } from '../../../src/adapters/outbound/row-counter/counting-steps.ts';
import { writeDatabase } from '../../support/database-fixtures.ts';

// A child that dies at its first table; the application then creates a table before it.
serveTasks({
  'count-natively': async () =>
    Promise.resolve((request: CountingRequest, report, deliver) =>
      countNatively(request, report, async (part) => {
        if (request.fromStep === 0 && 'step' in (part as object)) {
          writeDatabase(request.sourcePath, 'CREATE TABLE earlier (id)');
          process.kill(process.pid, 'SIGKILL');
        }
        await deliver(part);
      }),
    ),
});
