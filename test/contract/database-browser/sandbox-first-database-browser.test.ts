import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SandboxFirstDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/child-process-database-browser.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseBrowser } from './database-browser.contract.ts';
import { fileBrowserSubject } from './file-browser-subject.ts';

const create = () => fileBrowserSubject(new SandboxFirstDatabaseBrowser(new TaskProcess(taskWorkerPath())));

describeDatabaseBrowser('SandboxFirstDatabaseBrowser', create, { engine: 'sqljs' });
