import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SandboxFirstDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/child-process-database-inspector.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseInspector } from './database-inspector.contract.ts';
import { fileInspectorSubject } from './file-inspector-subject.ts';

describeDatabaseInspector(
  'SandboxFirstDatabaseInspector',
  () => fileInspectorSubject(new SandboxFirstDatabaseInspector(new TaskProcess(taskWorkerPath()))),
  { lacks: [], hasModules: true, evaluates: true },
);
