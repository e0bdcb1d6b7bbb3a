import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FilesystemQuarantine } from '../../../src/adapters/outbound/quarantine/filesystem-quarantine.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeQuarantine } from './quarantine.contract.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';

const worker = new TaskProcess(taskWorkerPath());

describeQuarantine('FilesystemQuarantine', async () => {
  const folder = await makeFolder();
  const directory = join(folder, 'backup');
  return {
    quarantine: new FilesystemQuarantine(stateDirectoryOf(directory), worker),
    read: (path) => readFile(path, 'utf8').catch(() => undefined),
    // A file in the place of the directory: even root cannot write there.
    refuseWrites: () => writeFile(join(directory, '.state', 'quarantine'), ''),
    stage: async (content) => {
      const staging = join(directory, '.state', 'staging');
      await mkdir(staging, { recursive: true });
      await writeFile(join(staging, 'one'), content);
      return join(staging, 'one');
    },
    addFile: (filename) => writeFile(join(directory, '.state', 'quarantine', filename), 'x'),
    remove: (path) => rm(path),
    exists: async (path) => existsSync(path),
    // A directory where the file was: nobody removes that as a file, not even root.
    refuseRemoval: async (path) => {
      await rename(path, join(folder, 'aside'));
      await mkdir(path);
    },
    dispose: () => removeFolder(folder),
  };
});

describe('FilesystemQuarantine on disk', () => {
  it('BackupDirectoryException when it is there but cannot be read', async () => {
    const directory = await makeFolder();
    await mkdir(join(directory, '.state'));
    await writeFile(join(directory, '.state', 'quarantine'), 'a file');
    const error = await rejectionOf(new FilesystemQuarantine(stateDirectoryOf(directory), worker).list());
    await removeFolder(directory);
    expect(error).to.be.instanceOf(BackupDirectoryException);
  });

  it('passes over what has the name of a capture and is no file', async () => {
    const directory = await makeFolder();
    const path = join(directory, '.state', 'quarantine', 'app-20261122T210800123Z.db');
    await mkdir(path, { recursive: true });
    const listed = await new FilesystemQuarantine(stateDirectoryOf(directory), worker).list();
    await removeFolder(directory);
    expect(listed).to.deep.equal([]);
  });
});
