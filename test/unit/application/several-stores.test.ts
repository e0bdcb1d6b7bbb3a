import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { DAY_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

describe('several stores', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;

  beforeEach(() => {
    product = new InMemoryProduct();
    nasDisk = new InMemoryDisk();
    nas = new InMemoryBackupStore(nasDisk, (path) => Promise.resolve(product.disk.read(path)!));
    const retention = aRetentionPolicy({ keepDays: 0, maxBackupFiles: 1 });
    product.stores.push({ name: 'nas', type: 'directory', store: nas, retention });
    useCases = composeUseCases(product, product.coordinator, product.policy());
  });

  const create = () => useCases.createBackup.execute({ sourcePath: SOURCE_PATH });
  const names = async (store: { list(): Promise<readonly { filename: string }[]> }) =>
    (await store.list()).map(({ filename }) => filename);
  const failing = () => {
    nas.place = () => Promise.reject(new BackupDirectoryException('no space', { hint: 'Free some.' }));
  };

  it('get the same backup from one capture, verified, with its manifest', async () => {
    const { backup, copies } = await create();
    expect(copies).to.deep.equal([
      { store: 'local', result: 'ok' },
      { store: 'nas', result: 'ok' },
    ]);
    const [local] = await product.store.list();
    const [copy] = await nas.list();
    expect(copy).to.deep.include({ filename: backup.filename, record: local?.record, state: local?.state });
    expect(product.staged()).to.deep.equal([]);
  });

  it('do not fail each other; the failure is in the result and a warning', async () => {
    failing();
    const { backup, copies } = await create();
    expect(copies.map(({ store, result }) => [store, result])).to.deep.equal([
      ['local', 'ok'],
      ['nas', 'failed'],
    ]);
    expect(await names(product.store)).to.deep.equal([backup.filename]);
    expect(product.events('warning').map(({ message }) => message)).to.deep.equal([
      `${backup.filename} has no copy in the store nas: no space`,
    ]);
  });

  it('give the backup its name where the first one fails', async () => {
    product.store.publish = () =>
      Promise.reject(new BackupDirectoryException('no space', { hint: 'Free some.' }));
    const { backup, copies } = await create();
    expect(copies.map(({ result }) => result)).to.deep.equal(['failed', 'ok']);
    expect(await names(nas)).to.deep.equal([backup.filename]);
  });

  it('fail together with the error of the first one', async () => {
    product.store.publish = () => Promise.reject(new BackupDirectoryException('first', { hint: 'x' }));
    nas.publish = () => Promise.reject(new BackupDirectoryException('second', { hint: 'x' }));
    expect(await rejectionOf(create())).to.have.property('message', 'first');
    expect(product.staged()).to.deep.equal([]);
  });

  it('are listed as one, each backup with its copies', async () => {
    const { backup: both } = await create();
    product.clock.advance(DAY_MS);
    failing();
    const { backup: alone } = await create();
    const { restorePoints, failures } = await useCases.listBackups.execute({});
    expect(
      restorePoints.map(({ filename, copies }) => [filename, copies.map(({ store }) => store)]),
    ).to.deep.equal([
      [alone.filename, ['local']],
      [both.filename, ['local', 'nas']],
    ]);
    expect(failures).to.deep.equal([]);
    const ofNas = await useCases.listBackups.execute({ store: 'nas' });
    expect(ofNas.restorePoints.map(({ filename }) => filename)).to.deep.equal([both.filename]);
  });

  it('are listed without one that cannot be read', async () => {
    const { backup } = await create();
    product.store.list = () => Promise.reject(new BackupDirectoryException('gone', { hint: 'Mount it.' }));
    const { restorePoints, failures } = await useCases.listBackups.execute({});
    expect(restorePoints.map(({ filename }) => filename)).to.deep.equal([backup.filename]);
    expect(failures.map(({ store, error }) => [store, error.message])).to.deep.equal([['local', 'gone']]);
  });

  it('have retention of their own', async () => {
    const first = await create();
    product.clock.advance(1000);
    const second = await create();
    expect(await names(product.store)).to.have.members([first.backup.filename, second.backup.filename]);
    expect(await names(nas)).to.deep.equal([second.backup.filename]);
  });

  it('are cleaned up together, each by its own rules, with the store of each row', async () => {
    const first = await create();
    product.clock.advance(1000);
    const second = await create();
    const { removed, kept, storeFailures } = await useCases.cleanupBackups.execute({
      keepDays: 0,
      maxFiles: 1,
      dryRun: true,
    });
    expect(removed.map(({ filename, store }) => [filename, store])).to.deep.equal([
      [first.backup.filename, 'local'],
    ]);
    expect(kept.map(({ filename, store }) => [filename, store])).to.deep.equal([
      [second.backup.filename, 'local'],
      [second.backup.filename, 'nas'],
    ]);
    expect(storeFailures).to.deep.equal([]);
  });

  it('are cleaned up without one that fails; all failing fail the cleanup', async () => {
    await create();
    const gone = new BackupDirectoryException('gone', { hint: 'Mount it.' });
    nas.list = () => Promise.reject(gone);
    const { kept, storeFailures } = await useCases.cleanupBackups.execute({ dryRun: false });
    expect(kept.map(({ store }) => store)).to.deep.equal(['local']);
    expect(storeFailures).to.deep.equal([{ store: 'nas', error: gone }]);
    product.store.list = nas.list;
    expect(await rejectionOf(useCases.cleanupBackups.execute({ dryRun: false }))).to.equal(gone);
  });

  it('are left alone where retention runs elsewhere, unless named', async () => {
    product.stores[1] = { ...product.stores[1]!, cleanupAfterCreate: false };
    useCases = composeUseCases(product, product.coordinator, product.policy());
    await create();
    product.clock.advance(1000);
    const second = await create();
    expect(
      (await useCases.cleanupBackups.execute({ dryRun: false })).kept.map(({ store }) => store),
    ).to.deep.equal(['local', 'local']);
    expect(await names(nas)).to.have.lengthOf(2);
    await useCases.inStore('nas').cleanupBackups.execute({ dryRun: false });
    expect(await names(nas)).to.deep.equal([second.backup.filename]);
  });

  it('verify the anchor where it is before anything is removed there', async () => {
    product.stores[1] = { ...product.stores[1]!, cleanupAfterCreate: false };
    useCases = composeUseCases(product, product.coordinator, product.policy());
    const first = await create();
    product.clock.advance(2 * DAY_MS);
    const second = await create();
    product.clock.advance(2 * DAY_MS);
    const { length } = nasDisk.read(keyOf(second.backup))!;
    nasDisk.write(keyOf(second.backup), new Uint8Array(length));
    const { removed, checked } = await useCases.inStore('nas').cleanupBackups.execute({ dryRun: false });
    expect(checked[0]).to.include({ filename: second.backup.filename, result: 'failed', store: 'nas' });
    expect(removed).to.deep.equal([]);
    expect(await names(nas)).to.include(first.backup.filename);
  });

  it('report a removal that is refused, with its reason', async () => {
    const first = await create();
    nas.remove = () =>
      Promise.reject(
        new StoreException('kept until 2027-01-01 by an object lock', {
          hint: 'Wait, or change the lock.',
          details: { reason: 'protected' },
        }),
      );
    product.clock.advance(1000);
    await create();
    const { failed } = await useCases.inStore('nas').cleanupBackups.execute({ dryRun: false });
    expect(failed).to.deep.equal([
      { filename: first.backup.filename, store: 'nas', error: 'kept until 2027-01-01 by an object lock' },
    ]);
  });

  it('serve each use case by name', async () => {
    const { backup } = await create();
    const { filename } = backup;
    await useCases.inStore('nas').changeBackupState.execute({ filename, label: 'moved' });
    expect((await nas.list())[0]?.state.label).to.equal('moved');
    expect((await product.store.list())[0]?.state.label).to.equal(undefined);
    const { result } = await useCases.inStore('nas').verifyBackup.execute({ filename, level: 'checksum' });
    expect(result).to.equal('ok');
  });

  it('are refused by an unknown name', async () => {
    const error = await rejectionOf(useCases.listBackups.execute({ store: 'nsa' }));
    expect(error).to.be.instanceOf(UsageException);
    expect((error as UsageException).hint).to.include('local, nas');
    expect(() => useCases.inStore('nsa')).to.throw(UsageException);
  });
});
