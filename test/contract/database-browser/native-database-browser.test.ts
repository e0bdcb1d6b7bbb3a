import { TaskProcess } from '../../../src/adapters/outbound/child-process/task-process.ts';
import { NativeDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/native-database-browser.ts';
import { captureProcessPath } from '../../../src/main/runtime.ts';
import { describeDatabaseBrowser } from './database-browser.contract.ts';
import { fileBrowserSubject } from './file-browser-subject.ts';

const create = () => fileBrowserSubject(new NativeDatabaseBrowser(new TaskProcess(captureProcessPath())));

describeDatabaseBrowser('NativeDatabaseBrowser', create, { engine: 'native' });
