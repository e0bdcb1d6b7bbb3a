import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { NativeDatabaseProbe } from '../../../src/adapters/outbound/database-probe/child-process-database-probe.ts';
import { NativeDatabaseSnapshotter } from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeDatabaseProbe } from './database-probe.contract.ts';
import { fileProbeSubject } from './file-probe-subject.ts';
import { describeSourceSurroundings } from './source-surroundings.contract.ts';

const name = 'NativeDatabaseProbe';
const process = new TaskProcess(taskWorkerPath());
const create = () =>
  fileProbeSubject(new NativeDatabaseProbe(process), new NativeDatabaseSnapshotter(process));

describeDatabaseProbe(name, create, { engine: 'native', lacks: [] });
describeSourceSurroundings(name, create);
