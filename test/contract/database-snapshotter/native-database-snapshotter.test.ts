import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { NativeDatabaseSnapshotter } from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { describeChanges } from './changes.contract.ts';
import { describeDatabaseSnapshotter } from './database-snapshotter.contract.ts';
import { FileSnapshotterSubject } from './file-snapshotter-subject.ts';
import { describeJournalModes } from './journal-modes.contract.ts';
import { describeMounts } from './mounts.contract.ts';
import { describeUnreachableSources } from './unreachable-sources.contract.ts';

const name = 'NativeDatabaseSnapshotter';
const create = () =>
  FileSnapshotterSubject.create(new NativeDatabaseSnapshotter(new TaskProcess(taskWorkerPath())));

describeDatabaseSnapshotter(name, create, { lacks: [] });
describeChanges(name, create);
describeJournalModes(name, create);
describeUnreachableSources(name, create, { engine: 'native', needsSideFiles: true });
describeMounts(name, create, { engine: 'native', needsSideFiles: true });
