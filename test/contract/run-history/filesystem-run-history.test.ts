import { spawnSync } from 'node:child_process';
import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesystemRunHistory } from '../../../src/adapters/outbound/run-history/filesystem-run-history.ts';
import { ownProcess } from '../../../src/adapters/outbound/files/process-identity.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { describeRunJournal } from './run-history.contract.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

const MAX_RUNS = 1000;

describeRunJournal('FilesystemRunHistory', async () => {
  const folder = await makeFolder();
  const directory = join(folder, 'backup');
  const path = join(directory, '.state', 'journal.jsonl');
  return {
    createJournal: (maxRuns = MAX_RUNS) => new FilesystemRunHistory(stateDirectoryOf(directory), maxRuns),
    createJournalOfDead: () => {
      const { pid } = spawnSync(process.execPath, ['--version']);
      return new FilesystemRunHistory(stateDirectoryOf(directory), MAX_RUNS, {
        ...ownProcess(),
        pid,
        startTicks: '',
      });
    },
    createJournalOfStranger: () =>
      new FilesystemRunHistory(stateDirectoryOf(directory), MAX_RUNS, {
        ...ownProcess(),
        host: 'another box',
      }),
    makeUnwritable: async () => {
      // Leads nowhere: that stops root as well.
      await rename(path, join(directory, '.state', 'journal-000001-00000000.jsonl'));
      await symlink(join(folder, 'missing', 'journal.jsonl'), path);
    },
    dispose: () => removeFolder(folder),
  };
});
