import { TaskProcess } from '../../../src/adapters/outbound/child-process/task-process.ts';
import { SqlJsDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/sql-js-database-browser.ts';
import { SqlJsDatabaseCensus } from '../../../src/adapters/outbound/database-census/sql-js-database-census.ts';
import { captureProcessPath } from '../../../src/main/runtime.ts';
import { describeDatabaseCensus } from './database-census.contract.ts';
import { fileCensusSubject } from './file-census-subject.ts';
import { describeLiveCensus } from './live-census.contract.ts';

const name = 'SqlJsDatabaseCensus';
const process = new TaskProcess(captureProcessPath());
const create = () => fileCensusSubject(new SqlJsDatabaseCensus(process), new SqlJsDatabaseBrowser(process));

describeDatabaseCensus(name, create);
describeLiveCensus(name, create);
