import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SqliteDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/sqlite-database-inspector.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseInspector } from './database-inspector.contract.ts';
import { describeBrowsing } from './browsing.contract.ts';
import { fileBrowserSubject } from './file-browser-subject.ts';
import { fileInspectorSubject } from './file-inspector-subject.ts';

const inspector = new SqliteDatabaseInspector(new TaskProcess(taskWorkerPath()), 'sqljs');

describeDatabaseInspector('SqliteDatabaseInspector, sqljs', () => fileInspectorSubject(inspector), {
  lacks: [],
  hasModules: false,
  evaluates: true,
});
describeBrowsing('SqliteDatabaseInspector, sqljs', () => fileBrowserSubject(inspector), { engine: 'sqljs' });
