import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { keyOf, SOURCE_PATH } from '../../support/in-memory-product.ts';

type Document = Readonly<Record<string, unknown>>;

describe('a chain through the API', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  const change = (content: string): void => {
    world.product.disk.write(SOURCE_PATH, SQLITE_MAGIC + content);
  };
  const create = async (body: object): Promise<Document> => {
    const response = await world.ask('POST', '/api/backup/create', { body });
    expect(response.status).to.equal(201);
    return (await response.json()) as Document;
  };
  const list = async (): Promise<readonly Document[]> => {
    const response = await world.ask('GET', '/api/backup/list');
    return ((await response.json()) as { backups: Document[] }).backups;
  };

  it('is made of the requested types, and listed with its parents', async () => {
    change('first');
    const full = await create({ type: 'full' });
    expect(full).to.include({ type: 'full', parent: null, frames: null, reason: 'a full was requested' });
    change('second');
    const incr = await create({ type: 'incr' });
    expect(incr).to.include({ type: 'incr', parent: full['filename'], unchanged: false, verified: true });
    expect(incr['frames']).to.be.a('number');
    const rows = (await list()).map(({ filename, type, parent, restorable }) => [
      ...[filename, type, parent, restorable],
    ]);
    expect(rows).to.deep.equal([
      [incr['filename'], 'incr', full['filename'], true],
      [full['filename'], 'full', null, true],
    ]);
  });

  it('stays as it is when nothing changed, and the job has the newest backup', async () => {
    change('first');
    const full = await create({ type: 'full' });
    expect(await create({ type: 'diff' })).to.include({
      ...{ filename: full['filename'], type: 'full', unchanged: true },
    });
    expect(await list()).to.have.length(1);
    const headers = { Prefer: 'respond-async' };
    const accepted = await world.ask('POST', '/api/backup/create', { body: { type: 'incr' }, headers });
    await world.jobs.idle();
    const job = (await (await world.ask('GET', accepted.headers.get('Location') ?? '')).json()) as {
      readonly result: Document;
    };
    expect(job.result).to.include({ filename: full['filename'], unchanged: true });
  });

  it('is shown with what is not restorable', async () => {
    change('first');
    const full = await create({ type: 'full' });
    change('second');
    await create({ type: 'incr' });
    world.product.disk.remove(keyOf({ filename: String(full['filename']) }));
    const rows = await list();
    expect(rows.map(({ restorable, damage_kind }) => [restorable, damage_kind])).to.deep.equal([
      [false, 'not_restorable'],
      [false, 'data_missing'],
    ]);
  });

  it('has no other types', async () => {
    const response = await world.ask('POST', '/api/backup/create', { body: { type: 'incremental' } });
    expect(response.status).to.equal(400);
    expect(await list()).to.deep.equal([]);
  });
});
