import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, spy, stub } from 'sinon';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDatabaseDiscovery } from '../../../src/adapters/outbound/database-discovery/in-memory-database-discovery.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { InMemorySourceFiles } from '../../../src/adapters/outbound/source-files/in-memory-source-files.ts';
import {
  DatabaseInventory,
  type InventoryPolicy,
} from '../../../src/application/databases/database-inventory.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const SHOP = { name: 'shop', path: '/srv/shop.db' };

describe('DatabaseInventory', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let discovery: InMemoryDatabaseDiscovery;
  let sourceFiles: InMemorySourceFiles;
  let clock: ManualClock;

  beforeEach(() => {
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    discovery = new InMemoryDatabaseDiscovery(disk);
    sourceFiles = new InMemorySourceFiles(disk);
    clock = new ManualClock();
    for (const path of ['/t/a.db', '/t/b.db', SHOP.path]) disk.write(path, `${SQLITE_MAGIC}content`);
  });

  afterEach(() => {
    restore();
  });

  const inventory = (changes: Partial<InventoryPolicy> = {}): DatabaseInventory =>
    new DatabaseInventory(
      { discovery, sourceFiles, store, clock },
      {
        databases: [],
        databasesDirectory: '/t',
        databasesGlob: '**/*',
        backupDir: '/t/backup',
        timeoutMs: 60_000,
        ...changes,
      },
    );

  it('has only the configured ones without a search', async () => {
    const discover = spy(discovery, 'discover');
    const configured = inventory({ databases: [SHOP], databasesDirectory: undefined });
    expect(configured.discovers).to.equal(false);
    expect(await configured.refresh()).to.deep.equal({
      databases: [SHOP],
      clashes: [],
      appeared: [],
      vanished: [],
      problems: [],
      failure: undefined,
    });
    expect(discover.called).to.equal(false);
  });

  it('has the configured and the found ones, and lists new ones', async () => {
    await publishBackup(disk, store, { database: 'a', sourcePath: '/t/a.db' });
    const found = inventory({ databases: [SHOP] });
    expect(found.discovers).to.equal(true);
    const { databases, appeared, vanished } = await found.refresh();
    expect(databases).to.deep.equal([SHOP, { name: 'a', path: '/t/a.db' }, { name: 'b', path: '/t/b.db' }]);
    expect([appeared, vanished]).to.deep.equal([['b'], []]);
  });

  it('does not take backups for databases', async () => {
    disk.write('/t/backup/a-20261122T210800123Z.db', `${SQLITE_MAGIC}content`);
    const { databases } = await inventory().refresh();
    expect(databases.map(({ name }) => name)).to.deep.equal(['a', 'b']);
  });

  it('lists missing ones that were below the directory', async () => {
    await publishBackup(disk, store, { database: 'old', sourcePath: '/t/old.db', createdAt: daysBefore(3) });
    await publishBackup(disk, store, { database: 'old', sourcePath: '/t/old.db', createdAt: daysBefore(2) });
    await publishBackup(disk, store, { database: 'other', sourcePath: '/tx/other.db' });
    await publishBackup(disk, store, { database: 'adopted', sourcePath: '' });
    const { vanished } = await inventory().refresh();
    expect(vanished).to.deep.equal([{ name: 'old', path: '/t/old.db', lastSeenAt: daysBefore(2) }]);
  });

  it('lists a missing one with the last run that found it unchanged', async () => {
    const options = { database: 'old', sourcePath: '/t/old.db', createdAt: daysBefore(90) };
    const backup = await publishBackup(disk, store, options);
    await store.saveState(backup, { ...backup.state, currentAsOf: daysBefore(1) });
    const { vanished } = await inventory().refresh();
    expect(vanished).to.deep.equal([{ name: 'old', path: '/t/old.db', lastSeenAt: daysBefore(1) }]);
  });

  it('lists missing ones behind links', async () => {
    await publishBackup(disk, store, { database: 'tenant', sourcePath: '/disk/tenant.db' });
    await publishBackup(disk, store, { database: 'shop', sourcePath: '/mnt/shops/shop.db' });
    discovery.links.set('/t/tenant.db', '/disk/tenant.db');
    discovery.links.set('/t/shops', '/mnt/shops');
    const { vanished, problems } = await inventory().refresh();
    expect(vanished.map(({ path }) => path).sort()).to.deep.equal(['/disk/tenant.db', '/mnt/shops/shop.db']);
    expect(problems.map(({ path }) => path).sort()).to.deep.equal(['/t/shops', '/t/tenant.db']);
  });

  it('keeps the problems where nothing is found', async () => {
    discovery.links.set('/t/tenant.sqlite', '/disk/tenant.sqlite');
    const { problems, failure } = await inventory({ databasesGlob: '*.sqlite' }).refresh();
    expect(problems.map(({ path }) => path)).to.deep.equal(['/t/tenant.sqlite']);
    expect(failure).to.be.instanceOf(DatabaseNotFoundException);
  });

  it('stops at the deadline, with the configured ones and the reason', async () => {
    stub(discovery, 'discover').callsFake(
      (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
          clock.advance(60_000);
        }),
    );
    const { databases, failure } = await inventory({ databases: [SHOP] }).refresh();
    expect(databases).to.deep.equal([SHOP]);
    expect(failure).to.be.instanceOf(BackupTimeoutException);
    expect(failure?.message).to.include('/t');
  });

  it('lists a configured one by its real path, and not twice', async () => {
    sourceFiles.overrides.set('/link.db', { path: '/t/a.db', kind: 'file', readable: true });
    const { databases } = await inventory({ databases: [{ name: 'mine', path: '/link.db' }] }).refresh();
    expect(databases.map(({ name }) => name)).to.deep.equal(['mine', 'b']);
  });

  it('reports two with the same name', async () => {
    disk.write('/t/x/a.db', `${SQLITE_MAGIC}content`);
    const { databases, clashes } = await inventory().refresh();
    expect(databases.map(({ path }) => path)).to.deep.equal(['/t/a.db', '/t/b.db']);
    expect(clashes).to.deep.equal([{ name: 'a', path: '/t/x/a.db', otherPath: '/t/a.db' }]);
  });

  it('has the configured ones and the reason when the search fails', async () => {
    for (const changes of [{ databasesGlob: '*.sqlite' }, { databasesDirectory: '/gone' }]) {
      const { databases, failure } = await inventory({ databases: [SHOP], ...changes }).refresh();
      expect(databases).to.deep.equal([SHOP]);
      expect(failure).to.be.instanceOf(DatabaseNotFoundException);
    }
  });

  it('searches once for several callers of the latest', async () => {
    const discover = spy(discovery, 'discover');
    const once = inventory();
    await once.latest();
    disk.write('/t/c.db', `${SQLITE_MAGIC}content`);
    expect((await once.latest()).databases).to.have.length(2);
    expect(discover.callCount).to.equal(1);
    await once.refresh();
    expect((await once.latest()).databases).to.have.length(3);
  });

  it('lets a bug and a cancellation pass', async () => {
    const bug = new TypeError('x');
    stub(discovery, 'discover').rejects(bug);
    expect(await rejectionOf(inventory().refresh())).to.equal(bug);
    const reason = new Error('stop');
    expect(await rejectionOf(inventory().refresh({ signal: AbortSignal.abort(reason) }))).to.equal(reason);
  });
});
