import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { keyOf, SOURCE_CONTENT } from '../../support/in-memory-product.ts';

describe('?store= of the API', () => {
  let world: ApiWorld;
  let nasDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let filename: string;

  beforeEach(async () => {
    world = new ApiWorld();
    const { product } = world;
    nasDisk = new InMemoryDisk();
    nas = new InMemoryBackupStore(nasDisk, (path) => Promise.resolve(product.disk.read(path)!));
    product.stores.push({ name: 'nas', type: 's3', store: nas });
    await world.listen();
    filename = await world.create();
  });
  afterEach(async () => {
    await world.close();
    expect([world.product.store.openCount, nas.openCount]).to.deep.equal([0, 0]);
  });

  const status = async (method: string, path: string, body?: object): Promise<number> =>
    (await world.ask(method, path, body === undefined ? {} : { body })).status;
  const damageNas = () => {
    nasDisk.write(keyOf({ filename }), `${SOURCE_CONTENT.slice(0, -1)}!`);
  };

  it('verifies the copy in that store', async () => {
    damageNas();
    const path = `/api/backup/verify/${filename}?level=checksum`;
    expect(await status('GET', path)).to.equal(200);
    expect(await status('GET', `${path}&store=local`)).to.equal(200);
    expect(await status('GET', `${path}&store=nas`)).to.equal(422);
    expect(await status('GET', `${path}&store=nsa`)).to.equal(400);
  });

  it('changes the state in that store', async () => {
    const path = `/api/backup/state/${filename}`;
    expect(await status('PUT', `${path}?store=nas`, { pinned: true })).to.equal(200);
    expect((await nas.list())[0]?.state.pinned).to.equal(true);
    expect((await world.product.store.list())[0]?.state.pinned).to.equal(false);
  });

  it('downloads from that store, also with a link', async () => {
    const path = `/api/backup/download/${filename}`;
    await world.product.store.remove((await world.product.store.list())[0]!);
    for (const query of ['?store=nas', '']) {
      const response = await world.ask('GET', `${path}${query}`);
      expect(await response.text()).to.equal(SOURCE_CONTENT);
    }
    expect(await status('GET', `${path}?store=local`)).to.equal(404);
    const link = await world.ask('POST', `${path}?store=nas`, { body: {} });
    const { url } = (await link.json()) as { url: string };
    expect(url).to.include('&store=nas');
    expect(await (await world.ask('GET', url)).text()).to.equal(SOURCE_CONTENT);
  });

  it('inspects the copy in that store', async () => {
    expect(await status('GET', `/api/backup/inspect/${filename}?store=nas`)).to.equal(200);
    damageNas();
    expect(await status('GET', `/api/backup/inspect/${filename}?store=nas`)).to.equal(422);
  });

  it('restores from that store, or from the first good one', async () => {
    damageNas();
    const restore = async (body: object) => world.ask('POST', '/api/backup/restore', { body });
    expect((await restore({ filename, store: 'nas' })).status).to.equal(422);
    world.product.disk.write(keyOf({ filename }), 'SQLite format 3\0damaged');
    nasDisk.write(keyOf({ filename }), SOURCE_CONTENT);
    const restored = (await (await restore({ latest: true })).json()) as object;
    expect(restored).to.include({ filename, store: 'nas' });
    expect(restored).to.have.nested.property('passed_over_stores[0].store', 'local');
  });

  it('is not needed to find a file of the primary store: no other store is listed', async () => {
    nas.list = () => Promise.reject(new Error('the other store was listed'));
    expect(await status('GET', `/api/backup/verify/${filename}`)).to.equal(200);
    expect(await status('PUT', `/api/backup/state/${filename}`, { pinned: true })).to.equal(200);
    expect(await status('GET', `/api/backup/inspect/${filename}`)).to.equal(200);
    expect(await status('POST', '/api/backup/restore', { filename })).to.equal(200);
    const response = await world.ask('GET', `/api/backup/download/${filename}`);
    expect(await response.text()).to.equal(SOURCE_CONTENT);
  });
});
