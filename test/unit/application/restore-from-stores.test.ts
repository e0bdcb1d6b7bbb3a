import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { DAY_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const TARGET = '/restored/app.db';
const UNREACHABLE = new StoreException('no connection', { hint: 'Check the network.' });

describe('a restore from several stores', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    nasDisk = new InMemoryDisk();
    nas = new InMemoryBackupStore(nasDisk, (path) => Promise.resolve(product.disk.read(path)!));
    product.stores.push({ name: 'nas', type: 's3', store: nas });
    useCases = composeUseCases(product, product.coordinator, product.policy());
    ({ backup } = await useCases.createBackup.execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
  });

  const target = { kind: 'path', path: TARGET, overwrite: false } as const;
  const byName = () => ({ by: 'name', filename: backup.filename }) as const;
  const latest = { by: 'time', database: 'app', before: undefined } as const;
  const restore = (store?: string) => useCases.restoreBackup.execute({ backup: byName(), target, store });
  const restored = () => Buffer.from(product.disk.read(TARGET) ?? []).toString();
  const damage = (disk: InMemoryDisk) => {
    disk.write(keyOf(backup), `${SOURCE_CONTENT.slice(0, -1)}!`);
  };
  const warnings = () => product.events('warning').map(({ message }) => message);
  const refuse = (store: InMemoryBackupStore, error: Error) => {
    store.list = () => Promise.reject(error);
  };

  it('uses the first one, and lists no other for a name', async () => {
    refuse(nas, UNREACHABLE);
    expect(await restore()).to.deep.include({ store: 'local', passedOverStores: [] });
    expect(warnings()).to.deep.equal([]);
  });

  it('takes the next copy when one is damaged, and says so', async () => {
    damage(product.disk);
    const result = await restore();
    expect(restored()).to.equal(SOURCE_CONTENT);
    expect(result.store).to.equal('nas');
    expect(result.passedOverStores.map(({ store }) => store)).to.deep.equal(['local']);
    expect(result.passedOverStores[0]?.error).to.include('is damaged');
    expect(warnings()).to.have.length(1);
    expect(warnings()[0]).to.include('the store local is not used');
    const [{ facts } = { facts: {} }] = product.events('succeeded');
    expect(facts).to.include({ store: 'nas' });
    expect(facts).to.have.nested.property('passed_over_stores[0].store', 'local');
    expect(product.disk.paths('/restored/')).to.deep.equal([TARGET]);
    expect([product.store.openCount, nas.openCount]).to.deep.equal([0, 0]);
  });

  it('takes the next copy when the data file or the manifest is gone', async () => {
    product.disk.remove(keyOf(backup));
    expect((await restore()).store).to.equal('nas');
    product.disk.remove(TARGET);
    product.disk.remove(`${keyOf(backup)}.json`);
    expect((await restore()).store).to.equal('nas');
  });

  it('takes a verified copy before one that is not', async () => {
    product.disk.remove(`${keyOf(backup)}.state.json`);
    const result = await restore();
    expect(result.store).to.equal('nas');
    expect(result.passedOverStores).to.have.nested.property('[0].error', 'its copy is not verified');
  });

  it('takes a copy that is not verified when no other is good', async () => {
    product.disk.remove(`${keyOf(backup)}.state.json`);
    damage(nasDisk);
    const result = await restore();
    expect(result.store).to.equal('local');
    expect(result.passedOverStores.map(({ store }) => store)).to.deep.equal(['nas']);
  });

  it('chooses the newest backup of all stores', async () => {
    product.clock.advance(DAY_MS);
    const newer = await useCases.createBackup.execute({ sourcePath: SOURCE_PATH });
    await product.store.remove(newer.backup);
    const result = await useCases.restoreBackup.execute({ backup: latest, target });
    expect(result).to.include({ filename: newer.backup.filename, store: 'nas' });
    const { restoreBackup } = useCases;
    const again = { ...target, path: '/restored/local.db' };
    const ofLocal = await restoreBackup.execute({ backup: latest, target: again, store: 'local' });
    expect(ofLocal).to.include({ filename: backup.filename, store: 'local' });
  });

  it('needs no store that does not answer, as long as one copy is good', async () => {
    refuse(product.store, UNREACHABLE);
    for (const choice of [byName(), latest]) {
      product.disk.remove(TARGET);
      const result = await useCases.restoreBackup.execute({ backup: choice, target });
      expect(result.store).to.equal('nas');
      expect(result.passedOverStores[0]).to.include({
        store: 'local',
        error: 'it cannot be listed: no connection',
      });
    }
    expect(warnings()).to.have.length(2);
  });

  it('fails with the error of the copy when no copy is good', async () => {
    damage(product.disk);
    damage(nasDisk);
    expect(await rejectionOf(restore())).to.be.instanceOf(BackupVerificationException);
    expect(product.disk.paths('/restored/')).to.deep.equal([]);
  });

  it('fails with the error of the store when no other has the backup', async () => {
    await product.store.remove(backup);
    refuse(nas, UNREACHABLE);
    expect(await rejectionOf(restore())).to.equal(UNREACHABLE);
  });

  it('names the stores when none has the backup', async () => {
    const choice = { by: 'name', filename: 'app-20200101T000000000Z.db.gz' } as const;
    const error = await rejectionOf(useCases.restoreBackup.execute({ backup: choice, target }));
    expect(error).to.be.instanceOf(BackupNotFoundException);
    expect(error).to.have.property('message').that.includes('local, nas');
  });

  it('takes one store alone by its name', async () => {
    damage(product.disk);
    expect(await rejectionOf(restore('local'))).to.be.instanceOf(BackupVerificationException);
    expect(await restore('nas')).to.deep.include({ store: 'nas', passedOverStores: [] });
    expect(await rejectionOf(restore('nsa'))).to.be.instanceOf(UsageException);
  });

  it('does not try another copy after a failure of the target', async () => {
    product.restorer.commit = () =>
      Promise.reject(new BackupDirectoryException('no space', { hint: 'Free some.' }));
    expect(await rejectionOf(restore())).to.have.property('message', 'no space');
    expect(warnings()).to.deep.equal([]);
  });

  it('refuses a target in the directory of any store', async () => {
    nas.ownedPaths.add(TARGET);
    for (const store of [undefined, 'local']) {
      expect(await rejectionOf(restore(store))).to.be.instanceOf(UsageException);
    }
    expect(
      await rejectionOf(useCases.inStore('local').restoreBackup.execute({ backup: byName(), target })),
    ).to.be.instanceOf(UsageException);
  });

  it('is planned with the same store', async () => {
    product.disk.remove(keyOf(backup));
    const { planRestore } = useCases;
    const plan = await planRestore.execute({ backup: byName(), target });
    expect(plan.store).to.equal('nas');
    expect(plan.passedOverStores.map(({ store }) => store)).to.deep.equal(['local']);
    const ofNas = await planRestore.execute({ backup: latest, target, store: 'nas' });
    expect(ofNas).to.deep.include({ store: 'nas', passedOverStores: [] });
  });

  it('replaces in place, with the safety backup in the primary store alone', async () => {
    damage(product.disk);
    product.disk.write(SOURCE_PATH, `${SOURCE_CONTENT} changed`);
    product.clock.advance(1000);
    const result = await useCases.restoreBackup.execute({ backup: byName(), target: { kind: 'in_place' } });
    expect(result.store).to.equal('nas');
    expect(Buffer.from(product.disk.read(SOURCE_PATH) ?? []).toString()).to.equal(SOURCE_CONTENT);
    const filename = result.safetyCopy?.kind === 'backup' ? result.safetyCopy.filename : '';
    expect((await product.store.list()).map((each) => each.filename)).to.include(filename);
    expect((await nas.list()).map((each) => each.filename)).to.not.include(filename);
    product.clock.advance(1000);
    expect((await useCases.undoRestore.execute({ database: 'app' })).store).to.equal('local');
    expect(Buffer.from(product.disk.read(SOURCE_PATH) ?? []).toString()).to.equal(
      `${SOURCE_CONTENT} changed`,
    );
  });

  it('keeps the safety backup in a directory where the primary store is remote', async () => {
    product.stores.reverse();
    const ports = Object.assign({}, product, { store: nas });
    const reversed = composeUseCases(ports, product.coordinator, product.policy());
    product.clock.advance(1000);
    const target = { kind: 'in_place' } as const;
    const { safetyCopy, store } = await reversed.restoreBackup.execute({ backup: byName(), target });
    expect(store).to.equal('nas');
    const filename = safetyCopy?.kind === 'backup' ? safetyCopy.filename : '';
    expect((await product.store.list()).map((each) => each.filename)).to.include(filename);
    expect((await nas.list()).map((each) => each.filename)).to.not.include(filename);
    product.clock.advance(1000);
    expect((await reversed.undoRestore.execute({ database: 'app' })).store).to.equal('local');
  });

  it('to stdout takes the next copy only before the first byte', async () => {
    let received = '';
    const write = (bytes: Uint8Array): Promise<void> => {
      received += Buffer.from(bytes).toString();
      return Promise.resolve();
    };
    const command = { backup: byName(), destination: 'stdout', write };
    product.disk.remove(keyOf(backup));
    expect((await useCases.streamBackup.execute(command)).store).to.equal('nas');
    expect(received).to.equal(SOURCE_CONTENT);
    product.disk.write(keyOf(backup), `${SOURCE_CONTENT.slice(0, -1)}!`);
    expect(await rejectionOf(useCases.streamBackup.execute(command))).to.be.instanceOf(
      BackupVerificationException,
    );
  });

  it('of another host reads the backups of that host, and lists the known hosts for an unknown one', async () => {
    const ofHost = (host: string, store?: string) =>
      useCases.restoreBackup.execute({ backup: latest, target, store, host });
    expect(await ofHost('box', 'nas')).to.include({ store: 'nas', filename: backup.filename });
    const error = await rejectionOf(ofHost('old', 'nas'));
    expect(error).to.be.instanceOf(BackupNotFoundException);
    expect(error).to.have.property('hint', 'The hosts with backups are box.');
    expect(await rejectionOf(ofHost('box'))).to.be.instanceOf(UsageException);
    const { restorePoints } = await useCases.listBackups.execute({ store: 'nas', host: 'box' });
    expect(restorePoints.map(({ filename }) => filename)).to.deep.equal([backup.filename]);
  });
});

describe('a use case on one backup', () => {
  let product: InMemoryProduct;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    nas = new InMemoryBackupStore(new InMemoryDisk(), (path) => Promise.resolve(product.disk.read(path)!));
    product.stores.push({ name: 'nas', type: 's3', store: nas });
    useCases = composeUseCases(product, product.coordinator, product.policy());
    ({ backup } = await useCases.createBackup.execute({ sourcePath: SOURCE_PATH }));
  });

  const pin = () => useCases.changeBackupState.execute({ filename: backup.filename, pinned: true });
  const isPinned = async (store: InMemoryBackupStore) => (await store.list())[0]?.state.pinned;

  it('works in the primary store without a listing of another', async () => {
    nas.list = () => Promise.reject(UNREACHABLE);
    const { filename } = backup;
    await pin();
    expect(await isPinned(product.store)).to.equal(true);
    expect((await useCases.verifyBackup.execute({ filename, level: 'quick' })).result).to.equal('ok');
    expect((await useCases.findCopy.execute({ filename })).store).to.equal('local');
  });

  it('works in the store that has the backup where the primary has none', async () => {
    await product.store.remove(backup);
    const { filename } = backup;
    await pin();
    expect(await isPinned(nas)).to.equal(true);
    expect((await useCases.verifyBackup.execute({ filename, level: 'full' })).result).to.equal('ok');
    expect((await useCases.inspectBackup.execute({ filename })).filename).to.equal(filename);
    const { artifact } = await useCases.downloadBackup.execute({ filename });
    await artifact.close();
  });

  it('changes nothing while a store before it does not answer', async () => {
    product.store.list = () => Promise.reject(UNREACHABLE);
    expect(await rejectionOf(pin())).to.equal(UNREACHABLE);
    expect(await isPinned(nas)).to.equal(false);
    const { filename } = backup;
    expect((await useCases.verifyBackup.execute({ filename, level: 'quick' })).result).to.equal('ok');
  });

  it('adopts no file in a remote store', async () => {
    const { adoptBackup } = useCases.inStore('nas');
    const error = await rejectionOf(adoptBackup.execute({ filename: 'theirs.db' }));
    expect(error).to.be.instanceOf(UsageException);
    expect(error).to.have.property('message').that.includes('the store nas is remote');
  });
});
