import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ObjectBackupStore } from '../../../src/adapters/outbound/backup-store/object-backup-store.ts';
import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import type { StoredObject } from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { EMPTY_STATE } from '../../../src/domain/backup/backup.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { putBackup, putManyBackups } from '../../support/object-backups.ts';

const HOST = 'box';

describe('the requests of ObjectBackupStore.list', () => {
  let storage: InMemoryObjectStorage;
  let folder: string;
  let cacheFile: string;

  beforeEach(async () => {
    storage = new InMemoryObjectStorage();
    folder = await makeFolder();
    // The state directory may not exist yet.
    cacheFile = join(folder, 'state', 'offsite.json');
  });

  afterEach(() => removeFolder(folder));

  const nextProcess = () => new ObjectBackupStore(storage, { host: HOST, cacheFile });
  const requestsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = storage.requestCount;
    await work();
    return storage.requestCount - before;
  };

  it('are one per 1,000 objects, for 10,000 known backups', async () => {
    await putManyBackups(storage, HOST, 10_000);
    storage.mostInFlight = 0;
    const store = nextProcess();
    const cold = await store.list();
    expect(cold).to.have.length(10_000);
    expect(storage.mostInFlight).to.equal(16);
    expect(await requestsOf(async () => expect(await store.list()).to.deep.equal(cold))).to.be.at.most(30);
    const other = nextProcess();
    expect(await requestsOf(async () => expect(await other.list()).to.deep.equal(cold))).to.be.at.most(30);
    expect(await requestsOf(() => other.list({ database: 'db1' }))).to.be.at.most(3);
  });

  it('read only a record that has changed', async () => {
    await putManyBackups(storage, HOST, 20);
    const store = nextProcess();
    const [backup] = await store.list();
    await nextProcess().saveState(backup!, { ...EMPTY_STATE, label: 'new' });
    expect(await requestsOf(() => store.list())).to.equal(2);
    expect((await store.list())[0]?.state.label).to.equal('new');
    expect((await nextProcess().list())[0]?.state.label).to.equal('new');
  });

  describe('without a usable cache file are all made again', () => {
    for (const [what, damage] of [
      ['missing', () => rm(cacheFile)],
      ['cut off', async () => writeFile(cacheFile, (await readFile(cacheFile)).subarray(0, 900))],
      [
        'changed in one text',
        async () => writeFile(cacheFile, (await readFile(cacheFile, 'utf8')).replace('sqlite', 'SQlite')),
      ],
      ['other JSON', () => writeFile(cacheFile, '{"format":1}')],
      [
        'of another store',
        async () => writeFile(cacheFile, (await readFile(cacheFile, 'utf8')).replace('memory:', 's3:')),
      ],
    ] as const) {
      it(what, async () => {
        await putManyBackups(storage, HOST, 5);
        const listed = await nextProcess().list();
        await damage();
        const store = nextProcess();
        expect(await requestsOf(async () => expect(await store.list()).to.deep.equal(listed))).to.equal(11);
        expect(await requestsOf(() => nextProcess().list())).to.equal(1);
      });
    }

    it('in a directory that cannot be written', async () => {
      await putManyBackups(storage, HOST, 5);
      const store = new ObjectBackupStore(storage, { host: HOST, cacheFile: join(cacheFile, 'no/file') });
      expect(await store.list()).to.have.length(5);
      expect(await requestsOf(() => store.list())).to.equal(1);
    });
  });

  it('drop what is gone from the cache file', async () => {
    const [gone = '', kept = ''] = await putManyBackups(storage, HOST, 2);
    const store = nextProcess();
    const backup = (await store.list()).find(({ location }) => location.endsWith(gone));
    await store.remove(backup!);
    await store.list();
    const text = await readFile(cacheFile, 'utf8');
    expect(text).to.include(kept).and.not.include(gone);
  });

  it('keep other databases in the cache file when one is listed', async () => {
    await putManyBackups(storage, HOST, 4);
    await nextProcess().list();
    await nextProcess().list({ database: 'db2' });
    expect(await requestsOf(() => nextProcess().list())).to.equal(1);
  });

  it('check a data file that the listing does not show', async () => {
    const key = await putBackup(storage, HOST);
    // Published while the listing was made: its manifest is on the next page.
    const list = storage.list.bind(storage);
    storage.list = async function* (prefix): AsyncGenerator<StoredObject> {
      for await (const object of list(prefix)) if (object.key !== key) yield object;
    };
    const store = nextProcess();
    expect((await store.list())[0])
      .to.include({ storedBytes: 7 })
      .and.not.have.property('isDataMissing');
    await storage.remove(key);
    expect((await store.list())[0]).to.include({ storedBytes: 0, isDataMissing: true });
    expect(await requestsOf(() => store.list())).to.equal(1);
  });
});
