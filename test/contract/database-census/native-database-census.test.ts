import { TaskProcess } from '../../../src/adapters/outbound/child-process/task-process.ts';
import { NativeDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/native-database-browser.ts';
import { NativeDatabaseCensus } from '../../../src/adapters/outbound/database-census/native-database-census.ts';
import { captureProcessPath } from '../../../src/main/runtime.ts';
import { describeDatabaseCensus } from './database-census.contract.ts';
import { fileCensusSubject } from './file-census-subject.ts';
import { describeLiveCensus } from './live-census.contract.ts';

const name = 'NativeDatabaseCensus';
const process = new TaskProcess(captureProcessPath());
const create = () => fileCensusSubject(new NativeDatabaseCensus(process), new NativeDatabaseBrowser(process));

describeDatabaseCensus(name, create);
describeLiveCensus(name, create);
