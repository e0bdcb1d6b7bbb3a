import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import { publishCopies } from '../../../src/application/stores/publish-copies.ts';
import { EMPTY_STATE, isVerified, manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import type { ChainFacts } from '../../../src/domain/backup/manifest.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { aManifest, aVerification, digestsOf, NOW } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { publishChain } from '../../support/publish-chain.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const CONTENT = 'the new delta';
const STAGED = '/backup/.state/staging/new';

describe('publishing a delta in several stores', () => {
  let product: InMemoryProduct;
  let disks: { nas: InMemoryDisk; offsite: InMemoryDisk };
  let nas: InMemoryBackupStore;
  let offsite: InMemoryBackupStore;
  let chain: readonly Backup[];
  let lists: string[];

  beforeEach(async () => {
    product = new InMemoryProduct();
    disks = { nas: new InMemoryDisk(), offsite: new InMemoryDisk() };
    const staged = (path: string) => Promise.resolve(product.disk.read(path)!);
    nas = new InMemoryBackupStore(disks.nas, staged);
    offsite = new InMemoryBackupStore(disks.offsite, staged);
    product.stores.push({ name: 'nas', type: 'directory', store: nas });
    product.stores.push({ name: 'offsite', type: 's3', store: offsite });
    chain = await publishChain(product.disk, product.store, ['diff', 'incr']);
    lists = [];
    for (const { name, store } of product.stores) {
      const list = store.list.bind(store);
      store.list = (wanted) => {
        lists.push(name);
        return list(wanted);
      };
    }
  });

  const publish = (facts: ChainFacts) =>
    product.coordinator.perform(
      { operation: 'create', database: 'app', timeoutMs: TIMEOUT_MS, signal: undefined },
      async (run) => {
        product.disk.write(STAGED, CONTENT);
        const draft = aManifest({ ...digestsOf(CONTENT), createdAt: NOW, ...facts });
        const state = { ...EMPTY_STATE, verifications: [aVerification()] };
        return { value: await publishCopies(product, { path: STAGED, draft, state }, run), facts: {} };
      },
    );
  const above = (parent: Backup): ChainFacts => {
    const { filename, storedSha256, chain: id } = manifestOf(parent)!;
    return { type: 'incr', chain: id, frames: 1, parent: { filename, storedSha256 } };
  };
  const publishDelta = () => publish(above(chain.at(-1)!));
  const names = (backups: readonly { readonly filename: string }[]) =>
    backups.map(({ filename }) => filename);
  const oldestFirst = async (store: BackupStore) => names(await store.list()).reverse();
  const copyTo = async (store: BackupStore, ...backups: readonly Backup[]) => {
    for (const backup of backups)
      await store.place(manifestOf(backup)!, backup.state, await product.store.open(backup));
  };
  const warnings = () => product.events('warning').map(({ message, hint }) => [message, hint]);

  it('places it where the backups below are, and copies no other', async () => {
    await copyTo(nas, ...chain);
    await copyTo(offsite, ...chain);
    const placed: string[] = [];
    const place = nas.place.bind(nas);
    nas.place = (manifest, ...rest) => {
      placed.push(manifest.filename);
      return place(manifest, ...rest);
    };
    const { backup, copies } = await publishDelta();
    expect(copies.map(({ result }) => result)).to.deep.equal(['ok', 'ok', 'ok']);
    expect(placed).to.deep.equal([backup.filename]);
    for (const { store } of product.stores) expect((await store.list()).every(isVerified)).to.equal(true);
  });

  it('returns it with the backups below it', async () => {
    const { backup } = await publishDelta();
    expect(names(closureOf(backup))).to.deep.equal([...names(chain), backup.filename]);
    expect(isVerified(backup)).to.equal(true);
  });

  it('lists no store for a full', async () => {
    await publish({ chain: 'c2' });
    expect(lists).to.deep.equal([]);
  });

  it('first gives a store the backups below it that it lacks, parents first', async () => {
    await copyTo(offsite, chain[0]!);
    const placed: string[] = [];
    for (const store of [nas, offsite]) {
      const place = store.place.bind(store);
      store.place = (manifest, ...rest) => {
        placed.push(`${store === nas ? 'nas' : 'offsite'} ${manifest.filename}`);
        return place(manifest, ...rest);
      };
    }
    const { backup, copies } = await publishDelta();
    expect(copies.map(({ result }) => result)).to.deep.equal(['ok', 'ok', 'ok']);
    const all = [...names(chain), backup.filename];
    const of = (store: string) => placed.filter((each) => each.startsWith(store));
    expect(of('nas')).to.deep.equal(all.map((name) => `nas ${name}`));
    expect(of('offsite')).to.deep.equal(all.slice(1).map((name) => `offsite ${name}`));
    for (const store of [nas, offsite]) expect((await store.list()).every(isVerified)).to.equal(true);
    expect(warnings()).to.deep.equal([]);
  });

  it('replaces a damaged full below it by a good one', async () => {
    await copyTo(nas, ...chain);
    const full = chain[0]!;
    disks.nas.write(keyOf(full), new Uint8Array(full.storedBytes));
    await nas.saveState(full, { ...full.state, verifications: [aVerification('failed')] });
    const { copies } = await publishDelta();
    expect(copies[1]?.result).to.equal('ok');
    expect(disks.nas.read(keyOf(full))).to.deep.equal(product.disk.read(keyOf(full)));
    expect((await nas.list()).every(isVerified)).to.equal(true);
  });

  it('does not place it in a store that cannot get the backups below it; it stays in the others', async () => {
    nas.place = () =>
      Promise.reject(
        new StoreException('no route', { hint: 'Check it.', details: { reason: 'unreachable' } }),
      );
    const { backup, copies } = await publishDelta();
    expect(copies.map(({ result }) => result)).to.deep.equal(['ok', 'failed', 'ok']);
    const { message, hint } = copies[1]!.error!;
    expect(message).to.equal(
      `it depends on ${chain[0]!.filename}, which could not be copied there: no route`,
    );
    expect(hint).to.include('Check it.').and.to.include('backup-manager sync --store nas');
    expect(await nas.list()).to.deep.equal([]);
    expect(await oldestFirst(product.store)).to.include(backup.filename);
    expect(await oldestFirst(offsite)).to.deep.equal([...names(chain), backup.filename]);
    expect(warnings().at(-1)).to.deep.equal([
      `${backup.filename} has no copy in the store nas: ${message}`,
      hint,
    ]);
  });

  it('does not place it in a store that cannot be listed', async () => {
    nas.list = () => Promise.reject(new StoreException('no route', { hint: 'Check it.' }));
    const { copies } = await publishDelta();
    expect(copies.map(({ result }) => result)).to.deep.equal(['ok', 'failed', 'ok']);
    expect(disks.nas.paths()).to.deep.equal([]);
  });

  for (const [what, spoil] of [
    ['lacks its parent', () => product.store.remove(chain[2]!)],
    ['lacks the full of its chain', () => product.store.remove(chain[0]!)],
    [
      'cannot be listed',
      () => {
        product.store.list = () => Promise.reject(new StoreException('no route', { hint: 'Check it.' }));
        return Promise.resolve();
      },
    ],
  ] as const)
    it(`publishes it in the next store where the first one ${what}`, async () => {
      await copyTo(nas, ...chain);
      await spoil();
      const { backup, copies } = await publishDelta();
      expect(copies.map(({ result }) => result)).to.deep.equal(['failed', 'ok', 'ok']);
      expect(product.disk.has(keyOf(backup))).to.equal(false);
      expect(await oldestFirst(nas)).to.deep.equal([...names(chain), backup.filename]);
      // The store after it gets the missing ones from there.
      expect(await oldestFirst(offsite)).to.deep.equal([...names(chain), backup.filename]);
    });

  it('fails where no store has its parent, with the store to sync', async () => {
    await product.store.remove(chain[2]!);
    const error = await rejectionOf(publishDelta());
    expect(error).to.have.property('code', 'BACKUP_CREATION');
    expect(error).to.have.property('message', `it depends on ${chain[2]!.filename}, which the store lacks`);
    expect(error).to.have.property('hint').that.includes('backup-manager sync --store local');
    expect(disks.nas.paths()).to.deep.equal([]);
  });

  it('refuses another backup under the name of its parent', async () => {
    const facts = above(chain.at(-1)!);
    const parent = { ...facts.parent!, storedSha256: 'f'.repeat(64) };
    expect(await rejectionOf(publish({ ...facts, parent }))).to.have.property('code', 'BACKUP_CREATION');
    expect(await rejectionOf(publish({ ...facts, chain: 'c2' }))).to.have.property('code', 'BACKUP_CREATION');
  });
});
