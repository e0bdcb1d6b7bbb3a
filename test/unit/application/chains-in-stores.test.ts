import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { storeOfHost } from '../../../src/adapters/outbound/backup-store/backups-of-host.ts';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ObjectBackupStore } from '../../../src/adapters/outbound/backup-store/object-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { isVerified, manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import { damageKindOf, damageOf } from '../../../src/domain/backup/damage.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { InMemoryProduct } from '../../support/in-memory-product.ts';
import { publishChain } from '../../support/publish-chain.ts';

const TARGET = { kind: 'path', path: '/restored/app.db', overwrite: false } as const;

const names = (backups: readonly { readonly filename: string }[]) => backups.map(({ filename }) => filename);

describe('a chain in several stores', () => {
  let product: InMemoryProduct;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;
  let full: Backup;
  let diff: Backup;
  let incr: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    nas = new InMemoryBackupStore(new InMemoryDisk());
    product.stores.push({ name: 'nas', type: 'directory', store: nas });
    useCases = composeUseCases(product, product.coordinator, product.policy());
    const chain = await publishChain(product.disk, product.store, ['diff', 'incr']);
    [full, diff, incr] = chain as [Backup, Backup, Backup];
    await useCases.syncStores.execute({ store: 'nas' });
  });

  const point = async ({ filename }: Backup) => {
    const { restorePoints } = await useCases.listBackups.execute({});
    return restorePoints.find((each) => each.filename === filename)!;
  };
  const byName = ({ filename }: Backup) => ({ by: 'name', filename }) as const;
  const planned = (backup: Backup) =>
    useCases.planRestore.execute({ backup: byName(backup), target: TARGET });
  const unverify = async (store: InMemoryBackupStore, { filename }: Backup) => {
    const listed = (await store.list()).find((each) => each.filename === filename)!;
    await store.saveState(listed, { ...listed.state, verifications: [] });
  };

  describe('is listed with the copy whose base is in the same store', () => {
    it('when it is verified there', async () => {
      await product.store.remove(full);
      const listed = await point(incr);
      expect(isVerified(listed)).to.equal(true);
      expect(damageOf(listed)).to.equal(undefined);
      expect(listed.copies.map(({ store, backup }) => [store, damageKindOf(backup)])).to.deep.equal([
        ['local', 'not_restorable'],
        ['nas', undefined],
      ]);
    });

    it('also when it is not verified there', async () => {
      await product.store.remove(diff);
      await unverify(nas, full);
      const listed = await point(incr);
      expect([isVerified(listed), damageOf(listed)]).to.deep.equal([false, undefined]);
    });

    it('and as damaged when no store has all of it', async () => {
      await product.store.remove(full);
      await nas.remove(diff);
      expect(damageKindOf(await point(incr))).to.equal('not_restorable');
    });
  });

  describe('is restored from a store that has all of it', () => {
    it('and the other one is reported as damaged', async () => {
      await product.store.remove(full);
      const { store, passedOverStores } = await planned(incr);
      expect(store).to.equal('nas');
      expect(passedOverStores).to.deep.equal([
        {
          store: 'local',
          error: `its copy is damaged: its parent ${full.filename} is missing`,
          hint: 'Place the missing backups: backup-manager sync --store local',
        },
      ]);
    });

    it('although its copy there is not verified', async () => {
      await product.store.remove(full);
      await unverify(nas, incr);
      const { store, passedOverStores } = await planned(incr);
      expect(store).to.equal('nas');
      expect(names(closureOf(incr))).to.have.length(3);
      expect(passedOverStores.map((each) => [each.store, each.error])).to.deep.equal([
        ['local', `its copy is damaged: its parent ${full.filename} is missing`],
      ]);
    });

    it('when the newest one is wanted', async () => {
      await product.store.remove(diff);
      const backup = { by: 'time', database: 'app', before: undefined } as const;
      const plan = await useCases.planRestore.execute({ backup, target: TARGET });
      expect([plan.store, plan.backup.filename]).to.deep.equal(['nas', incr.filename]);
      expect(names(closureOf(plan.backup))).to.deep.equal(names([full, diff, incr]));
      const inLocal = await useCases.planRestore.execute({ backup, target: TARGET, store: 'local' });
      expect(inLocal.backup.filename).to.equal(full.filename);
    });
  });

  it('is inspected in a store that has all of it; its state is changed in the primary one', async () => {
    await product.store.remove(full);
    const { filename } = incr;
    const found = async (use: { isRestored?: boolean; isChange?: boolean }) =>
      (await useCases.findCopy.execute({ filename, ...use })).store;
    expect(await found({ isRestored: true })).to.equal('nas');
    expect(await found({ isChange: true })).to.equal('local');
    expect(await found({})).to.equal('local');
    await nas.remove(diff);
    expect(await found({ isRestored: true })).to.equal('local');
  });
});

describe('chains of two hosts', () => {
  it('never mix in a remote store, not even with the same names and digests', async () => {
    const disk = new InMemoryDisk();
    const storage = new InMemoryObjectStorage();
    const local = new InMemoryBackupStore(disk);
    const chain = await publishChain(disk, local, ['diff', 'incr']);
    const one = new ObjectBackupStore(storage, { host: 'one' });
    const two = one.withHost('two');
    for (const [store, backups] of [
      [one, chain],
      [two, chain.slice(1)],
    ] as const)
      for (const backup of backups)
        await store.place(manifestOf(backup)!, backup.state, await local.open(backup));
    const ofOne = await (await storeOfHost(two, 'one')).list();
    const ofTwo = await (await storeOfHost(one, 'two')).list({ database: 'app' });
    expect(ofOne.map(isVerified)).to.deep.equal([true, true, true]);
    expect(ofTwo.map(damageOf)).to.deep.equal(ofTwo.map(() => `its parent ${chain[0]!.filename} is missing`));
    expect(ofTwo).to.have.length(2);
  });

  it('are found each for its host in a common directory', async () => {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    const chains = {
      one: await publishChain(disk, store, ['diff', 'incr'], { createdAt: daysBefore(2), host: 'one' }),
      two: await publishChain(disk, store, ['incr'], { createdAt: daysBefore(1.99), host: 'two' }),
    };
    for (const host of ['one', 'two'] as const) {
      const listed = await (await storeOfHost(store, host)).list();
      const [newest] = listed;
      expect(names(closureOf(newest!))).to.deep.equal(names(chains[host]));
      expect(listed.map(isVerified)).to.deep.equal(chains[host].map(() => true));
    }
  });
});
