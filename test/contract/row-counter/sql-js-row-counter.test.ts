import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SqlJsDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/child-process-database-browser.ts';
import { SqlJsRowCounter } from '../../../src/adapters/outbound/row-counter/child-process-row-counter.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseCensus } from './row-counter.contract.ts';
import { fileCensusSubject } from './file-row-counter-subject.ts';
import { describeLiveCensus } from './live-row-counter.contract.ts';

const name = 'SqlJsRowCounter';
const process = new TaskProcess(taskWorkerPath());
const create = () => fileCensusSubject(new SqlJsRowCounter(process), new SqlJsDatabaseBrowser(process));

describeDatabaseCensus(name, create);
describeLiveCensus(name, create);
