import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ObjectBackupStore } from '../../../src/adapters/outbound/backup-store/object-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { isVerified, manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { damageOf, fileDamageOf } from '../../../src/domain/backup/damage.ts';
import { aVerification, DAY_MS, HOUR_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_PATH } from '../../support/in-memory-product.ts';

/** How many changes of the store a process may still make before it is killed; then it changes nothing any more. */
interface Steps {
  left: number;
}

function step(steps: Steps): void {
  steps.left -= 1;
  if (steps.left < 0) throw new Error('killed');
}

class KillingDisk extends InMemoryDisk {
  readonly steps: Steps = { left: Infinity };

  override write(...args: Parameters<InMemoryDisk['write']>): void {
    step(this.steps);
    super.write(...args);
  }

  override rename(...args: Parameters<InMemoryDisk['rename']>): void {
    step(this.steps);
    super.rename(...args);
  }

  override remove(...args: Parameters<InMemoryDisk['remove']>): boolean {
    step(this.steps);
    return super.remove(...args);
  }
}

class KillingStorage extends InMemoryObjectStorage {
  readonly steps: Steps = { left: Infinity };

  override async write(...args: Parameters<InMemoryObjectStorage['write']>): Promise<void> {
    step(this.steps);
    return super.write(...args);
  }

  override async upload(...args: Parameters<InMemoryObjectStorage['upload']>) {
    step(this.steps);
    return super.upload(...args);
  }

  override async remove(...args: Parameters<InMemoryObjectStorage['remove']>): Promise<void> {
    step(this.steps);
    return super.remove(...args);
  }
}

interface Scene {
  readonly product: InMemoryProduct;
  readonly useCases: UseCases;
  readonly nas: BackupStore;
  readonly steps: Steps;
}

type CreateStore = (product: InMemoryProduct) => { readonly nas: BackupStore; readonly steps: Steps };

const inDirectory: CreateStore = ({ disk }) => {
  const nasDisk = new KillingDisk();
  const staged = (path: string) => Promise.resolve(disk.read(path)!);
  return { nas: new InMemoryBackupStore(nasDisk, staged), steps: nasDisk.steps };
};

const inObjects: CreateStore = () => {
  const storage = new KillingStorage();
  return { nas: new ObjectBackupStore(storage, { host: 'box' }), steps: storage.steps };
};

/** A full, a diff and an incr in the local store, and a second store without backups. */
async function emptyStore(createStore: CreateStore): Promise<Scene> {
  const product = new InMemoryProduct();
  const policy = {
    ...product.policy(),
    incremental: { fullIntervalMs: 30 * DAY_MS, diffIntervalMs: DAY_MS, skipUnchanged: false },
  };
  const alone = composeUseCases(product, product.coordinator, policy);
  for (const hours of [1, 25, 1]) await create(product, alone, hours);
  const second = createStore(product);
  product.stores.push({ name: 'nas', type: 'directory', store: second.nas });
  return { product, useCases: composeUseCases(product, product.coordinator, policy), ...second };
}

/** The same, but the second store has the chain with a damaged full and without its diff. */
async function brokenStore(createStore: CreateStore): Promise<Scene> {
  const scene = await emptyStore(createStore);
  await sync(scene);
  const [, diff, full] = await scene.nas.list();
  await scene.nas.remove(diff!);
  await scene.nas.saveState(full!, { ...full!.state, verifications: [aVerification('failed')] });
  return scene;
}

async function create(product: InMemoryProduct, useCases: UseCases, hours = 1): Promise<unknown> {
  product.clock.advance(hours * HOUR_MS);
  const now = product.clock.now().toISOString();
  product.disk.write(SOURCE_PATH, [SQLITE_MAGIC, 'rows', now].map((text) => text.padEnd(64)).join(''));
  return useCases.createBackup.execute({ sourcePath: SOURCE_PATH });
}

const sync = ({ useCases }: Scene) => useCases.syncStores.execute({ store: 'nas' });
const createNext = ({ product, useCases }: Scene) => create(product, useCases);

async function contentOf(store: BackupStore, backup: Backup): Promise<string> {
  const artifact = await store.open(backup);
  const pieces: Uint8Array[] = [];
  for await (const piece of artifact.read(0, artifact.sizeBytes)) pieces.push(piece);
  await artifact.close();
  return Buffer.concat(pieces).toString();
}

async function contents(store: BackupStore): Promise<ReadonlyMap<string, string>> {
  const listed = (await store.list()).filter((backup) => damageOf(backup) === undefined);
  return new Map(
    await Promise.all(
      listed.map(async (backup) => [backup.filename, await contentOf(store, backup)] as const),
    ),
  );
}

describe('chains and killed processes', () => {
  for (const [where, createStore] of [
    ['a directory', inDirectory],
    ['an object store', inObjects],
  ] as const)
    for (const [what, arrange, act, isEmpty] of [
      ['a sync into an empty store', emptyStore, sync, true],
      ['a sync that heals a damaged full and a missing diff', brokenStore, sync, false],
      ['a create whose delta needs its base in an empty store', emptyStore, createNext, true],
    ] as const)
      it(`lose nothing between any two steps of ${what}, and the next sync completes it: ${where}`, async () => {
        let kills = 0;
        for (let count = 0; ; count++) {
          const scene = await arrange(createStore);
          const { product, nas, steps } = scene;
          const before = await contents(product.store);
          const [incr] = await nas.list();
          steps.left = count;
          const failure: unknown = await act(scene).catch((error: unknown) => error);
          steps.left = Infinity;
          const at = `killed after ${String(count)} steps`;

          const local = await contents(product.store);
          for (const [filename, content] of before) expect(local.get(filename), at).to.equal(content);
          const listed = await nas.list();
          for (const backup of listed) {
            if (isVerified(backup))
              expect(await contentOf(nas, backup), at).to.equal(local.get(backup.filename));
            const parent = manifestOf(backup)?.parent;
            // Where the store was empty, no delta comes before its parent.
            const below = listed.find(({ filename }) => filename === parent?.filename);
            if (isEmpty && parent !== undefined) expect(below && fileDamageOf(below), at).to.equal(undefined);
            if (isEmpty && parent !== undefined) expect(below?.filename, at).to.equal(parent.filename);
          }
          // The good incr is never touched.
          if (incr !== undefined) expect(await contentOf(nas, incr)).to.equal(local.get(incr.filename));

          await sync(scene);
          expect(await contents(nas), at).to.deep.equal(local);
          expect((await nas.list()).every(isVerified), at).to.equal(true);
          if (!(failure instanceof Error && failure.message === 'killed')) break;
          kills += 1;
        }
        expect(kills).to.be.greaterThan(4);
      });
});
