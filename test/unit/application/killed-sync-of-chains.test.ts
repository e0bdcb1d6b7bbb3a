import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { composeUseCases } from '../../../src/application/use-cases.ts';
import { isVerified, manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { damageOf } from '../../../src/domain/backup/damage.ts';
import { aVerification } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf } from '../../support/in-memory-product.ts';
import { publishChain } from '../../support/publish-chain.ts';

/** A disk of which a process changes nothing any more after a number of steps, as if it was killed. */
class KillingDisk extends InMemoryDisk {
  stepsLeft = Infinity;

  override write(...args: Parameters<InMemoryDisk['write']>): void {
    this.#step();
    super.write(...args);
  }

  override rename(...args: Parameters<InMemoryDisk['rename']>): void {
    this.#step();
    super.rename(...args);
  }

  override remove(...args: Parameters<InMemoryDisk['remove']>): boolean {
    this.#step();
    return super.remove(...args);
  }

  #step(): void {
    this.stepsLeft -= 1;
    if (this.stepsLeft < 0) throw new Error('killed');
  }
}

interface Scene {
  readonly product: InMemoryProduct;
  readonly nasDisk: KillingDisk;
  readonly nas: InMemoryBackupStore;
  readonly chain: readonly Backup[];
}

/** A chain in the local store, and a store without backups. */
async function emptyStore(): Promise<Scene> {
  const product = new InMemoryProduct();
  const nasDisk = new KillingDisk();
  const nas = new InMemoryBackupStore(nasDisk);
  product.stores.push({ name: 'nas', type: 'directory', store: nas });
  const chain = await publishChain(product.disk, product.store, ['diff', 'incr']);
  return { product, nasDisk, nas, chain };
}

/** The same, but the store has the chain with a damaged full and without its diff. */
async function brokenStore(): Promise<Scene> {
  const scene = await emptyStore();
  const { nas, nasDisk } = scene;
  await sync(scene);
  const [, diff, full] = await nas.list();
  await nas.remove(diff!);
  nasDisk.write(keyOf(full!), new Uint8Array(full!.storedBytes));
  await nas.saveState(full!, { ...full!.state, verifications: [aVerification('failed')] });
  return scene;
}

const sync = ({ product }: Scene) =>
  composeUseCases(product, product.coordinator, product.policy()).syncStores.execute({ store: 'nas' });

const snapshotOf = (disk: InMemoryDisk) =>
  disk.paths('/backup/app-').map((path) => [path, Buffer.from(disk.read(path)!).toString('base64')]);

describe('a sync of a chain that is killed', () => {
  for (const [what, arrange, isEmpty] of [
    ['with an empty store', emptyStore, true],
    ['with a damaged full and a missing diff', brokenStore, false],
  ] as const)
    it(`loses nothing between any two steps, and the next sync completes it: ${what}`, async () => {
      let kills = 0;
      for (let steps = 0; ; steps++) {
        const scene = await arrange();
        const { product, nasDisk, nas, chain } = scene;
        const before = snapshotOf(product.disk);
        nasDisk.stepsLeft = steps;
        const failure: unknown = await sync(scene).catch((error: unknown) => error);
        nasDisk.stepsLeft = Infinity;
        const isKilled = failure instanceof Error && failure.message === 'killed';

        expect(snapshotOf(product.disk), `${String(steps)}: the source`).to.deep.equal(before);
        for (const backup of await nas.list()) {
          const where = `${String(steps)}: ${backup.filename}`;
          const isWhole = isVerified(backup) && damageOf(backup) === undefined;
          if (isWhole)
            expect(nasDisk.read(keyOf(backup)), where).to.deep.equal(product.disk.read(keyOf(backup)));
          const parent = manifestOf(backup)?.parent;
          // Where the store was empty, no delta comes before its parent.
          if (isEmpty && parent !== undefined) expect(nasDisk.has(keyOf(parent)), where).to.equal(true);
        }
        // The good incr is never touched.
        if (!isEmpty) expect(nasDisk.has(keyOf(chain[2]!))).to.equal(true);

        await sync(scene);
        const listed = await nas.list();
        expect(listed.map(isVerified), `${String(steps)}: at the end`).to.deep.equal([true, true, true]);
        for (const backup of chain)
          expect(nasDisk.read(keyOf(backup))).to.deep.equal(product.disk.read(keyOf(backup)));
        if (!isKilled) break;
        kills += 1;
      }
      expect(kills).to.be.greaterThan(5);
    });
});
