import { basename } from 'node:path';
import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import type { Tasks } from '../../../src/adapters/outbound/task-worker/tasks.ts';
import { inspectScratch } from '../../../src/adapters/outbound/database-inspector/scratch-tasks.ts';

/** Real inspections: each check names its engine; the file's name selects the engine that dies of it. */
serveTasks<Pick<Tasks, 'inspect'>>({
  inspect: async () =>
    Promise.resolve(async (request, report, deliver) => {
      const engine = request.engine === 'native' ? 'native' : 'sandbox';
      if (basename(request.databasePath).startsWith(`kills-${engine}`)) process.kill(process.pid, 'SIGSEGV');
      const { checks, lack } = await inspectScratch(request, report, deliver);
      return { checks: checks.map((check) => ({ ...check, detail: `${engine}: ${check.detail}` })), lack };
    }),
});
