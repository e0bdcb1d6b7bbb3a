import { spawnSync } from 'node:child_process';
import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesystemRunJournal } from '../../../src/adapters/outbound/run-journal/filesystem-run-journal.ts';
import { ownProcess } from '../../../src/adapters/outbound/child-process/process-identity.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { describeRunJournal } from './run-journal.contract.ts';

const MAX_RUNS = 1000;

describeRunJournal('FilesystemRunJournal', async () => {
  const folder = await makeFolder();
  const directory = join(folder, 'backup');
  const path = join(directory, '.state', 'journal.jsonl');
  return {
    createJournal: (maxRuns = MAX_RUNS) => new FilesystemRunJournal(directory, maxRuns),
    createJournalOfDead: () => {
      const { pid } = spawnSync(process.execPath, ['--version']);
      return new FilesystemRunJournal(directory, MAX_RUNS, { ...ownProcess(), pid, startTicks: '' });
    },
    createJournalOfStranger: () =>
      new FilesystemRunJournal(directory, MAX_RUNS, { ...ownProcess(), host: 'another box' }),
    makeUnwritable: async () => {
      // Leads nowhere: that stops root as well.
      await rename(path, join(directory, '.state', 'journal-000001-00000000.jsonl'));
      await symlink(join(folder, 'missing', 'journal.jsonl'), path);
    },
    dispose: () => removeFolder(folder),
  };
});
