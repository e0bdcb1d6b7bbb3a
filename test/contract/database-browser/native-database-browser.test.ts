import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { NativeDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/child-process-database-browser.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseBrowser } from './database-browser.contract.ts';
import { fileBrowserSubject } from './file-browser-subject.ts';

const create = () => fileBrowserSubject(new NativeDatabaseBrowser(new TaskProcess(taskWorkerPath())));

describeDatabaseBrowser('NativeDatabaseBrowser', create, { engine: 'native' });
