import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SqlJsDatabaseProbe } from '../../../src/adapters/outbound/database-probe/child-process-database-probe.ts';
import { SqlJsDatabaseSnapshotter } from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseProbe } from './database-probe.contract.ts';
import { fileProbeSubject } from './file-probe-subject.ts';
import { describeSourceSurroundings } from './source-surroundings.contract.ts';

const name = 'SqlJsDatabaseProbe';
const process = new TaskProcess(taskWorkerPath());
const create = () => fileProbeSubject(new SqlJsDatabaseProbe(process), new SqlJsDatabaseSnapshotter(process));

describeDatabaseProbe(name, create, { engine: 'sqljs', lacks: [] });
describeSourceSurroundings(name, create);
