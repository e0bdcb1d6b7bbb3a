import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type { NamedStore } from '../../../src/application/stores/named-store.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { DAY_MS, HOUR_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

const TARGET = '/restored/app.db';

describe('chains of created backups in two stores', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let useCases: UseCases;
  let version: number;

  const mount = (disk: InMemoryDisk, changes: Partial<NamedStore> = {}): InMemoryBackupStore => {
    nasDisk = disk;
    const store = new InMemoryBackupStore(disk, (path) => Promise.resolve(product.disk.read(path)!));
    product.stores.splice(1);
    product.stores.push({ name: 'nas', type: 'directory', store, ...changes });
    const incremental = { fullIntervalMs: 30 * DAY_MS, diffIntervalMs: DAY_MS, skipUnchanged: false };
    useCases = composeUseCases(product, product.coordinator, { ...product.policy(), incremental });
    return store;
  };

  beforeEach(() => {
    product = new InMemoryProduct();
    version = 0;
    mount(new InMemoryDisk());
  });

  const content = () =>
    [SQLITE_MAGIC, 'rows', `version ${String(version)}`].map((text) => text.padEnd(64)).join('');
  const create = async (hours = 1) => {
    product.clock.advance(hours * HOUR_MS);
    version += 1;
    product.disk.write(SOURCE_PATH, content());
    return useCases.createBackup.execute({ sourcePath: SOURCE_PATH });
  };
  const names = (backups: readonly { readonly filename: string }[]) =>
    backups.map(({ filename }) => filename);
  const stored = async (index: number) => [...(await product.stores[index]!.store.list())].reverse();
  const expectSame = async (): Promise<void> => {
    const [local, nas] = [await stored(0), await stored(1)];
    expect(names(nas)).to.deep.equal(names(local));
    expect(nas.map(isVerified)).to.deep.equal(nas.map(() => true));
  };
  const restoreFromNas = async ({ filename }: Pick<Backup, 'filename'>): Promise<string> => {
    product.disk.remove(TARGET);
    await useCases.restoreBackup.execute({
      backup: { by: 'name', filename },
      target: { kind: 'path', path: TARGET, overwrite: false },
      store: 'nas',
    });
    return Buffer.from(product.disk.read(TARGET)!).toString();
  };

  it('are the same in both, with each type', async () => {
    const created = [await create(), await create(), await create(25), await create()];
    expect(created.map(({ type }) => type)).to.deep.equal(['full', 'incr', 'diff', 'incr']);
    expect(created.flatMap(({ copies }) => copies.map(({ result }) => result))).to.deep.equal(
      created.flatMap(() => ['ok', 'ok']),
    );
    await expectSame();
    expect(await restoreFromNas(created.at(-1)!.backup)).to.equal(content());
  });

  it('come back by a sync after the loss of a store', async () => {
    const created = [await create(), await create(), await create(25), await create()];
    mount(new InMemoryDisk());
    const { copied } = await useCases.syncStores.execute({});
    expect(names(copied)).to.have.members(names(created.map(({ backup }) => backup)));
    await expectSame();
    expect(await restoreFromNas(created.at(-1)!.backup)).to.equal(content());
  });

  it('come back by the next create, as far as its backup needs them', async () => {
    await create();
    await create();
    mount(new InMemoryDisk());
    const { backup, type, copies } = await create();
    expect([type, copies.map(({ result }) => result)]).to.deep.equal(['incr', ['ok', 'ok']]);
    expect(names(await stored(1))).to.deep.equal(names(closureOf(backup)));
    expect(await restoreFromNas(backup)).to.equal(content());
  });

  it('begin anew with a full after the loss of the first store', async () => {
    await create();
    await create();
    for (const path of product.disk.paths('/backup/app-')) product.disk.remove(path);
    const { type, copies } = await create();
    expect([type, copies.map(({ result }) => result)]).to.deep.equal(['full', ['ok', 'ok']]);
    await useCases.syncStores.execute({});
    await expectSame();
  });

  it('continue in the other store while the first one cannot be listed', async () => {
    await create();
    const list = product.store.list.bind(product.store);
    product.store.list = () => Promise.reject(new StoreException('no route', { hint: 'Check it.' }));
    const { backup, type, copies } = await create();
    expect([type, copies.map(({ result }) => result)]).to.deep.equal(['incr', ['failed', 'ok']]);
    product.store.list = list;
    expect((await useCases.syncStores.execute({})).copied).to.deep.include({
      ...{ filename: backup.filename, database: 'app', store: 'local', from: 'nas' },
      storedBytes: backup.storedBytes,
    });
    await expectSame();
  });

  it('lack what a store did not take, until a sync brings it with its base', async () => {
    const nas = product.stores[1]!.store;
    const place = nas.place.bind(nas);
    nas.place = () => Promise.reject(new BackupDirectoryException('no space', { hint: 'Free some.' }));
    await create();
    const { copies } = await create();
    expect(copies.map(({ result }) => result)).to.deep.equal(['ok', 'failed']);
    expect(nasDisk.paths('/backup/app-')).to.deep.equal([]);
    nas.place = place;
    await useCases.syncStores.execute({});
    await expectSame();
  });

  it('keep their bases where the retention of a store keeps one restore point', async () => {
    mount(new InMemoryDisk(), { retention: aRetentionPolicy({ keepDays: 0, maxBackupFiles: 1 }) });
    await create();
    await create();
    const { backup } = await create(25);
    expect(names(await stored(1))).to.deep.equal(names(closureOf(backup)));
    expect(await restoreFromNas(backup)).to.equal(content());
    expect((await useCases.syncStores.execute({})).copied).to.deep.equal([]);
  });
});
