import { basename } from 'node:path';
import { serveTasks } from '../../../src/adapters/outbound/task-worker/serve-tasks.ts';
import {
  inspectNatively,
  type InspectionRequest,
} from '../../../src/adapters/outbound/database-inspector/native-inspection.ts';
import {
  inspectWithSqlJs,
  type SqlJsInspectionRequest,
} from '../../../src/adapters/outbound/database-inspector/sql-js-inspection.ts';
import type { Check } from '../../../src/domain/verification/verification.ts';

/** Real inspections: each check names its engine; the file's name selects the engine that dies of it. */
serveTasks({
  'inspect-natively': async () => async (request: InspectionRequest) => {
    dieOf(request.databasePath, 'native');
    return marked('native', await inspectNatively(request));
  },
  'inspect-with-sql-js': async () => async (request: SqlJsInspectionRequest) => {
    dieOf(request.databasePath, 'sandbox');
    const { checks, lack } = await inspectWithSqlJs(request);
    return { checks: marked('sandbox', checks), lack };
  },
});

function marked(engine: string, checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, detail: `${engine}: ${check.detail}` }));
}

function dieOf(path: string, engine: string): void {
  if (basename(path).startsWith(`kills-${engine}`)) process.kill(process.pid, 'SIGSEGV');
}
