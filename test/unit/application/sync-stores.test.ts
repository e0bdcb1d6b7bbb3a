import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import type { CopiesReport } from '../../../src/application/stores/copies-report.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { DAY_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

describe('syncing stores', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let offsiteDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let offsite: InMemoryBackupStore;
  let useCases: UseCases;

  const compose = (retention?: RetentionPolicy): void => {
    product.stores.splice(1);
    product.stores.push({ name: 'nas', type: 'directory', store: nas, retention });
    product.stores.push({ name: 'offsite', type: 's3', store: offsite });
    useCases = composeUseCases(product, product.coordinator, product.policy());
  };

  beforeEach(() => {
    product = new InMemoryProduct();
    nasDisk = new InMemoryDisk();
    offsiteDisk = new InMemoryDisk();
    const staged = (path: string) => Promise.resolve(product.disk.read(path)!);
    nas = new InMemoryBackupStore(nasDisk, staged);
    offsite = new InMemoryBackupStore(offsiteDisk, staged);
    compose();
  });

  /** Only in the local store. */
  const createLocal = async (): Promise<Backup> => {
    const { backup } = await product.create().execute({ sourcePath: SOURCE_PATH });
    product.clock.advance(1000);
    return backup;
  };
  const createEverywhere = async (): Promise<Backup> => {
    const { backup } = await useCases.createBackup.execute({ sourcePath: SOURCE_PATH });
    product.clock.advance(1000);
    return backup;
  };
  const names = async (store: { list(): Promise<readonly { filename: string }[]> }) =>
    (await store.list()).map(({ filename }) => filename);
  const copies = ({ copied }: CopiesReport) =>
    copied.map(({ filename, from, store }) => [filename, `${from} > ${store}`]);
  const skips = ({ skipped }: CopiesReport) => skipped.map(({ store, rule }) => `${store} ${rule}`);
  const failures = ({ failed }: CopiesReport) =>
    failed.map(({ filename, store, error }) => [filename, store, error.message]);
  const unreachable = () =>
    Promise.reject(new StoreException('no route', { hint: 'Check it.', details: { reason: 'unreachable' } }));
  const overwrite = (disk: InMemoryDisk, backup: Backup) => {
    const { length } = disk.read(keyOf(backup))!;
    disk.write(keyOf(backup), new Uint8Array(length));
  };
  const localOnly = () => {
    const stores = product.stores.splice(1);
    return () => product.stores.push(...stores);
  };

  it('copies to every store what it lacks, newest first, byte for byte, with manifest and state', async () => {
    const putBack = localOnly();
    const old = await createLocal();
    const backup = await createLocal();
    putBack();
    await useCases
      .inStore('local')
      .changeBackupState.execute({ filename: old.filename, pinned: true, label: 'v1' });
    const report = await useCases.syncStores.execute({});
    expect(copies(report)).to.have.deep.members([
      [backup.filename, 'local > nas'],
      [old.filename, 'local > nas'],
      [backup.filename, 'local > offsite'],
      [old.filename, 'local > offsite'],
    ]);
    const toNas = report.copied.filter(({ store }) => store === 'nas').map(({ filename }) => filename);
    expect(toNas).to.deep.equal([backup.filename, old.filename]);
    const ofLocal = (await product.store.list()).map(({ filename, record, state }) => ({
      filename,
      record,
      state,
    }));
    for (const [store, disk] of [
      [nas, nasDisk],
      [offsite, offsiteDisk],
    ] as const) {
      const listed = (await store.list()).map(({ filename, record, state }) => ({ filename, record, state }));
      expect(listed).to.deep.equal(ofLocal);
      expect(disk.read(keyOf(old))).to.deep.equal(product.disk.read(keyOf(old)));
    }
  });

  it('does nothing the second time', async () => {
    const putBack = localOnly();
    await createLocal();
    putBack();
    await useCases.syncStores.execute({});
    const again = await useCases.syncStores.execute({});
    expect([again.copied, again.failed, again.skipped]).to.deep.equal([[], [], []]);
  });

  it('is one run of each database, with its facts', async () => {
    const putBack = localOnly();
    const { storedBytes } = await createLocal();
    putBack();
    product.listener.events.length = 0;
    await useCases.syncStores.execute({});
    const [ended] = product.events('succeeded');
    expect(ended?.run).to.include({ operation: 'sync', database: 'app' });
    expect(ended?.facts).to.deep.equal({ copied: 2, failed: 0, skipped: 0, copied_bytes: 2 * storedBytes });
    const last = product.events('progress').at(-1);
    expect([last?.phase, last?.doneBytes, last?.totalBytes]).to.deep.equal([
      'copying',
      2 * storedBytes,
      2 * storedBytes,
    ]);
  });

  it('heals a copy whose data is missing, and one that is damaged, keeping its pin', async () => {
    const lost = await createEverywhere();
    const damaged = await createEverywhere();
    nasDisk.remove(keyOf(lost));
    overwrite(nasDisk, damaged);
    await useCases.inStore('nas').verifyBackup.execute({ filename: damaged.filename, level: 'checksum' });
    await useCases.inStore('nas').changeBackupState.execute({ filename: damaged.filename, pinned: true });
    const report = await useCases.syncStores.execute({});
    expect(copies(report)).to.deep.equal([
      [damaged.filename, 'local > nas'],
      [lost.filename, 'local > nas'],
    ]);
    const healed = await nas.list();
    expect(healed.map(isVerified)).to.deep.equal([true, true]);
    expect(healed[0]?.state.pinned).to.equal(true);
    for (const backup of [lost, damaged])
      expect(nasDisk.read(keyOf(backup))).to.deep.equal(product.disk.read(keyOf(backup)));
  });

  it('keeps the time at which a run found the database unchanged of a copy that it heals', async () => {
    const backup = await createEverywhere();
    const [copy] = await nas.list();
    const found = (time: string) => ({ ...copy!.state, currentAsOf: new Date(time) });
    await product.store.saveState(backup, found('2026-12-01T00:00:00Z'));
    for (const [ofCopy, kept] of [
      ['2026-12-02T00:00:00Z', '2026-12-02T00:00:00Z'],
      ['2026-11-30T00:00:00Z', '2026-12-01T00:00:00Z'],
    ] as const) {
      await nas.saveState(copy!, found(ofCopy));
      nasDisk.remove(keyOf(backup));
      await useCases.syncStores.execute({ store: 'nas' });
      expect((await nas.list())[0]?.state.currentAsOf).to.deep.equal(new Date(kept));
    }
  });

  it('keeps a damaged copy while no other store has a good one', async () => {
    const backup = await createEverywhere();
    const { filename } = backup;
    overwrite(nasDisk, backup);
    await useCases.inStore('nas').verifyBackup.execute({ filename, level: 'checksum' });
    offsiteDisk.remove(keyOf(backup));
    // It is not known yet that the local copy is damaged as well.
    overwrite(product.disk, backup);
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(report.copied).to.deep.equal([]);
    expect(report.failed.map(({ store }) => store)).to.deep.equal(['nas']);
    expect(nasDisk.has(keyOf(backup))).to.equal(true);
  });

  it('takes a damaged source from the next store, reports it, and heals it the next time', async () => {
    const backup = await createEverywhere();
    nasDisk.remove(keyOf(backup));
    overwrite(product.disk, backup);
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(copies(report)).to.deep.equal([[backup.filename, 'offsite > nas']]);
    expect(report.failed).to.deep.equal([]);
    expect(report.sourceFailures.map(({ store, filename }) => [store, filename])).to.deep.equal([
      ['local', backup.filename],
    ]);
    const healing = await useCases.syncStores.execute({});
    expect(copies(healing)).to.deep.equal([[backup.filename, 'nas > local']]);
    expect((await product.store.list()).map(isVerified)).to.deep.equal([true]);
  });

  it('copies only what retention of the target keeps next to what it has', async () => {
    compose(aRetentionPolicy({ keepDays: 0, maxBackupFiles: 1 }));
    const putBack = localOnly();
    await createLocal();
    product.clock.advance(DAY_MS);
    const newest = await createLocal();
    putBack();
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(copies(report)).to.deep.equal([[newest.filename, 'local > nas']]);
    expect(skips(report)).to.deep.equal(['nas retention']);
    const cleaned = await useCases.inStore('nas').cleanupBackups.execute({ dryRun: true });
    expect(cleaned.removed).to.deep.equal([]);
  });

  it('skips backups that are damaged, unmanaged or not verified everywhere', async () => {
    const putBack = localOnly();
    const damaged = await createLocal();
    overwrite(product.disk, damaged);
    await useCases.inStore('local').verifyBackup.execute({ filename: damaged.filename, level: 'checksum' });
    await product.create({ verifyAfterCreate: 'none' }).execute({ sourcePath: SOURCE_PATH });
    product.disk.write('/backup/app-20260101T000000000Z.db.gz', 'of another tool');
    putBack();
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(report.copied).to.deep.equal([]);
    expect(skips(report)).to.deep.equal(['nas not_verified', 'nas damaged', 'nas unmanaged']);
    expect(await names(nas)).to.deep.equal([]);
  });

  it('continues without a store that cannot be used, and says so once', async () => {
    const putBack = localOnly();
    const backup = await createLocal();
    putBack();
    nas.list = unreachable;
    const report = await useCases.syncStores.execute({});
    expect(copies(report)).to.deep.equal([[backup.filename, 'local > offsite']]);
    expect(failures(report)).to.deep.equal([[undefined, 'nas', 'no route']]);
    const [failed] = product.events('failed');
    expect(failed?.facts)
      .to.include({ copied: 1, failed: 1 })
      .and.deep.include({ failed_stores: { nas: 'no route' } });
  });

  it('gives up a store that takes nothing, without trying each backup', async () => {
    const putBack = localOnly();
    const old = await createLocal();
    const backup = await createLocal();
    putBack();
    let attempts = 0;
    nas.place = () => {
      attempts += 1;
      return Promise.reject(new BackupDirectoryException('no space', { hint: 'Free some.' }));
    };
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(failures(report)).to.deep.equal([
      [backup.filename, 'nas', 'no space'],
      [old.filename, 'nas', 'no space'],
    ]);
    expect(attempts).to.equal(1);
  });

  it('does not replace another file of the same name', async () => {
    const putBack = localOnly();
    const backup = await createLocal();
    putBack();
    nasDisk.write(keyOf(backup), 'of another tool');
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(failures(report).map(([filename, store]) => [filename, store])).to.deep.equal([
      [backup.filename, 'nas'],
    ]);
    expect(new TextDecoder().decode(nasDisk.read(keyOf(backup)))).to.equal('of another tool');
  });

  it('copies nothing on a dry run, which has no run', async () => {
    const putBack = localOnly();
    const backup = await createLocal();
    putBack();
    product.listener.events.length = 0;
    const report = await useCases.syncStores.execute({ store: 'nas', dryRun: true });
    expect(copies(report)).to.deep.equal([[backup.filename, 'local > nas']]);
    expect(report.dryRun).to.equal(true);
    expect(await names(nas)).to.deep.equal([]);
    expect(product.listener.events).to.deep.equal([]);
  });

  it('reports a locked database; refuses it when it is the requested one', async () => {
    const putBack = localOnly();
    await createLocal();
    putBack();
    const held = await product.lock.acquire('app', 'create');
    const report = await useCases.syncStores.execute({ store: 'nas' });
    expect(report.failed.map(({ store, database }) => [store, database])).to.deep.equal([['nas', 'app']]);
    expect(await rejectionOf(useCases.syncStores.execute({ database: 'app' }))).to.be.instanceOf(
      OperationInProgressException,
    );
    await held.release();
  });

  it('is refused with one store, and for an unknown one', async () => {
    expect(await rejectionOf(useCases.syncStores.execute({ store: 'nsa' }))).to.be.instanceOf(UsageException);
    expect(await rejectionOf(useCases.inStore('nas').syncStores.execute({}))).to.be.instanceOf(
      UsageException,
    );
  });
});
