import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { recordUnchanged, unchangedFacts } from '../../../src/application/backups/record-unchanged.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { currentAsOf, isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../src/domain/backup/chain.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { aChain, DAY_MS, NOW } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('recordUnchanged', () => {
  let product: InMemoryProduct;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;
  let warnings: string[];

  beforeEach(() => {
    product = new InMemoryProduct();
    nas = new InMemoryBackupStore(new InMemoryDisk(), (path) => Promise.resolve(product.disk.read(path)!));
    product.stores.push({ name: 'nas', type: 'directory', store: nas });
    useCases = composeUseCases(product, product.coordinator, product.policy());
    warnings = [];
  });

  const create = async (): Promise<Backup> =>
    (await useCases.createBackup.execute({ sourcePath: SOURCE_PATH, label: 'a', pinned: true })).backup;
  const record = async (newest: Backup): Promise<Backup | undefined> =>
    recordUnchanged(
      product.stores,
      { newest, at: product.clock.now() },
      {
        warn: (message, hint) => {
          expect(hint).not.to.equal('');
          warnings.push(message);
        },
      },
    );
  const timesIn = async (store: InMemoryBackupStore): Promise<readonly (Date | undefined)[]> =>
    (await store.list()).map(({ state }) => state.currentAsOf);

  it('gives the newest backup the time of the run in every store, and changes nothing else', async () => {
    const newest = await create();
    product.clock.advance(DAY_MS);
    const at = product.clock.now();
    const recorded = await record(newest);
    expect(recorded).to.deep.equal({ ...newest, state: { ...newest.state, currentAsOf: at } });
    expect(await product.store.list()).to.deep.equal([recorded]);
    expect((await nas.list()).map(({ state }) => state)).to.deep.equal([recorded?.state]);
    expect(currentAsOf(recorded!)).to.deep.equal(at);
    expect(warnings).to.deep.equal([]);
  });

  it('replaces the time of an earlier run, also after the clock was set back', async () => {
    const newest = await create();
    product.clock.advance(2 * DAY_MS);
    const recorded = await record(newest);
    product.clock.setNow(new Date(product.clock.now().getTime() - DAY_MS));
    await record(recorded!);
    expect(await timesIn(product.store)).to.deep.equal([product.clock.now()]);
  });

  it('warns of a store that fails, and records in the others', async () => {
    const newest = await create();
    product.store.saveState = () =>
      Promise.reject(new BackupDirectoryException('no space', { hint: 'Free some.' }));
    nas.list = () => Promise.reject(new StoreException('no answer', { hint: 'Check the network.' }));
    expect(await record(newest)).to.deep.equal(newest);
    const subject = `could not record that ${newest.filename} still holds the content of its database`;
    expect(warnings).to.have.members([
      `the store local ${subject}: no space`,
      `the store nas ${subject}: no answer`,
    ]);
  });

  it('fails with a bug', async () => {
    const newest = await create();
    nas.saveState = () => Promise.reject(new TypeError('a bug'));
    expect(await rejectionOf(record(newest))).to.be.instanceOf(TypeError);
  });

  it('passes over a store without the backup, and is undefined where no store has it', async () => {
    const newest = await create();
    await product.store.remove(newest);
    expect((await record(newest))?.filename).to.equal(newest.filename);
    await nas.remove(newest);
    expect(await record(newest)).to.equal(undefined);
    expect(warnings).to.deep.equal([]);
  });

  it('leaves another backup of the same name unchanged', async () => {
    const newest = await create();
    const { record: intact } = newest;
    if (intact.condition !== 'intact') throw new Error('it has no manifest');
    const manifest = { ...intact.manifest, storedSha256: 'f'.repeat(64) };
    expect(await record({ ...newest, record: { condition: 'intact', manifest } })).to.equal(undefined);
    expect(await timesIn(nas)).to.deep.equal([undefined]);
  });

  it('returns a delta with the backups below it: it is still verified', async () => {
    const delta = linkChains(aChain(NOW, ['diff']))[1]!;
    product.store.list = () => Promise.resolve([delta]);
    product.store.saveState = (backup, state) => Promise.resolve({ ...backup, state, base: undefined });
    const recorded = await record(delta);
    expect(isVerified(recorded!)).to.equal(true);
    expect(unchangedFacts(recorded!)).to.deep.equal({ filename: delta.filename, verified: true });
  });
});
