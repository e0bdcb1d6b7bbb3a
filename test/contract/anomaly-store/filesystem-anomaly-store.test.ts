import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemAnomalyStore } from '../../../src/adapters/outbound/json-records/anomaly-store.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeAnomalyStore } from './anomaly-store.contract.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

describeAnomalyStore('FilesystemAnomalyStore', async () => {
  const folder = await makeFolder();
  const directory = join(folder, 'backup');
  const pathOf = (database: string): string => join(directory, '.state', 'anomalies', `${database}.json`);
  return {
    createStore: () => new FilesystemAnomalyStore(stateDirectoryOf(directory)),
    damage: (database, content) => writeFile(pathOf(database), content),
    content: (database) => readFile(pathOf(database), 'utf8'),
    refuseWrites: async () => {
      // Permissions do not stop root; a file in the place of a directory does.
      const staging = join(directory, '.state', 'staging');
      await rm(staging, { recursive: true });
      await writeFile(staging, '');
    },
    dispose: () => removeFolder(folder),
  };
});

describe('FilesystemAnomalyStore on disk', () => {
  let directory: string;
  let store: FilesystemAnomalyStore;
  const state = { anomalies: [{ kind: 'source_damaged', since: new Date(), detail: 'page 5' }] } as const;
  const recordPath = (): string => join(directory, '.state', 'anomalies', 'app.json');

  beforeEach(async () => {
    directory = await makeFolder();
    store = new FilesystemAnomalyStore(stateDirectoryOf(directory));
  });

  afterEach(() => removeFolder(directory));

  it('reports a directory in the place of a record as unreadable, and clears it', async () => {
    await mkdir(join(recordPath(), 'inside'), { recursive: true });
    expect((await store.read('app')).anomalies[0]).to.have.property('kind', 'unreadable_record');
    await store.clear('app');
    await store.write('app', state);
    expect(await store.read('app')).to.deep.equal(state);
  });

  it('keeps records that only their owner can read, and leaves nothing in staging', async () => {
    await store.write('app', state);
    expect((await stat(recordPath())).mode & 0o777).to.equal(0o600);
    expect(await readdir(join(directory, '.state', 'staging'))).to.deep.equal([]);
  });

  it('leaves nothing in staging when the rename fails', async () => {
    await mkdir(join(recordPath(), 'inside'), { recursive: true });
    expect(await rejectionOf(store.write('app', state))).to.be.instanceOf(BackupDirectoryException);
    expect(await readdir(join(directory, '.state', 'staging'))).to.deep.equal([]);
  });

  it('throws BackupDirectoryException when the records cannot be listed', async () => {
    await mkdir(join(directory, '.state'));
    await writeFile(join(directory, '.state', 'anomalies'), 'a file');
    expect(await rejectionOf(store.databases())).to.be.instanceOf(BackupDirectoryException);
    expect(await rejectionOf(store.clear('app'))).to.be.instanceOf(BackupDirectoryException);
    expect((await store.read('app')).anomalies[0]).to.have.property('kind', 'unreadable_record');
  });

  it('ignores files that are no records', async () => {
    await store.write('app', state);
    await writeFile(join(directory, '.state', 'anomalies', 'note.txt'), 'x');
    await writeFile(join(directory, '.state', 'anomalies', '.json'), 'x');
    expect(await store.databases()).to.deep.equal(['app']);
  });
});
