import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SqliteDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/sqlite-database-inspector.ts';
import { SqliteDatabaseProbe } from '../../../src/adapters/outbound/database-probe/sqlite-database-probe.ts';
import { NativeDatabaseSnapshotter } from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseProbe } from './database-probe.contract.ts';
import { fileProbeSubject } from './file-probe-subject.ts';
import { fileRowCountSubject } from './file-row-count-subject.ts';
import { describeLiveRowCount } from './live-row-count.contract.ts';
import { describeRowCount } from './row-count.contract.ts';
import { describeSourceSurroundings } from './source-surroundings.contract.ts';

const name = 'SqliteDatabaseProbe, native';
const process = new TaskProcess(taskWorkerPath());
const probe = new SqliteDatabaseProbe(process, 'native');
const inspector = new SqliteDatabaseInspector(process, 'native');
const create = () => fileProbeSubject(probe, new NativeDatabaseSnapshotter(process));
const createForRows = () => fileRowCountSubject(probe, inspector);

describeDatabaseProbe(name, create, { engine: 'native', lacks: [] });
describeSourceSurroundings(name, create);
describeRowCount(name, createForRows);
describeLiveRowCount(name, createForRows);
