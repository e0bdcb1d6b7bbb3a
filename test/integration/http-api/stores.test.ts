import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { keyOf } from '../../support/in-memory-product.ts';

const ASYNC = { Prefer: 'respond-async' };

type Json = Readonly<Record<string, unknown>>;

describe('stores through the API', () => {
  let world: ApiWorld;
  let nas: InMemoryDisk;
  let filename: string;

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
    filename = await world.create();
    nas = world.addStore('nas');
  });
  afterEach(async () => world.close());

  const ask = async (method: string, path: string, body?: object): Promise<[number, Json]> => {
    const response = await world.ask(method, path, body === undefined ? {} : { body });
    return [response.status, (await response.json()) as Json];
  };
  const storesNow = async (): Promise<readonly Json[]> => {
    await world.health.refresh();
    const [, { stores }] = await ask('GET', '/api/stores');
    return stores as readonly Json[];
  };
  const breakNas = (): void => {
    const named = world.product.stores[1];
    if (named === undefined) throw new Error('no second store');
    const fail = () =>
      Promise.reject(new BackupDirectoryException('the share is away', { hint: 'Mount it.' }));
    named.store.list = fail;
    named.store.test = fail;
  };

  it('lists the stores with their state, the primary one first', async () => {
    const [local, other] = await storesNow();
    expect(local).to.deep.include({ name: 'local', primary: true, reachable: true, backups: 1 });
    expect(local).to.include({ newest_verified: filename, last_error: null });
    expect(other).to.deep.include({ name: 'nas', primary: false, reachable: true, backups: 0, bytes: 0 });
  });

  it('lists a store that cannot be reached, with its error', async () => {
    breakNas();
    const [, other] = await storesNow();
    expect(other).to.include({ name: 'nas', reachable: false, backups: null });
    expect(other?.['last_error']).to.include({ message: 'the share is away' });
  });

  it('tests one store and reports each step', async () => {
    const [status, tested] = await ask('POST', '/api/stores/nas/test', {});
    expect(status).to.equal(200);
    expect(tested).to.include({ store: 'nas', result: 'ok' });
    expect((tested['checks'] as readonly Json[]).map(({ name }) => name)).to.include.members([
      'list',
      'write',
    ]);
  });

  it('reports the problem of a store as a result and renews the health report', async () => {
    await storesNow();
    breakNas();
    const [status, tested] = await ask('POST', '/api/stores/nas/test', {});
    expect(status).to.equal(200);
    expect(tested).to.include({ store: 'nas', result: 'failed' });
    expect(tested['checks']).to.deep.equal([
      { name: 'list', result: 'failed', detail: 'the share is away', hint: 'Mount it.' },
    ]);
    // The refresh that the test started, or the one that joins it.
    await world.health.refresh();
    const [, { stores }] = await ask('GET', '/api/stores');
    expect((stores as readonly Json[])[1]).to.include({ reachable: false });
  });

  it('refuses an unknown store, and a caller who may only read', async () => {
    const [status, { code }] = await ask('POST', '/api/stores/attic/test', {});
    expect([status, code]).to.deep.equal([400, 'USAGE']);
    const refused = await world.ask('POST', '/api/stores/nas/test', { body: {}, token: 'read' });
    expect(refused.status).to.equal(403);
    const sync = await world.ask('POST', '/api/backup/sync', { body: {}, token: 'read' });
    expect(sync.status).to.equal(403);
  });

  it('copies one backup, and skips what is there', async () => {
    const body = { filename, from: 'local', to: 'nas' };
    const [status, report] = await ask('POST', '/api/backup/copy', body);
    expect(status).to.equal(200);
    expect((report['copied'] as readonly Json[])[0]).to.include({ filename, store: 'nas', from: 'local' });
    expect(nas.has(keyOf({ filename }))).to.equal(true);
    const [, again] = await ask('POST', '/api/backup/copy', body);
    expect((again['skipped'] as readonly Json[])[0]).to.include({ filename, rule: 'present' });
  });

  it('copies as a job that has the result', async () => {
    const body = { filename, from: 'local', to: 'nas' };
    const accepted = await world.ask('POST', '/api/backup/copy', { body, headers: ASYNC });
    expect(accepted.status).to.equal(202);
    await world.jobs.idle();
    const [, job] = await ask('GET', accepted.headers.get('Location') ?? '');
    expect(job).to.include({ operation: 'copy', database: 'app', state: 'succeeded' });
    expect((job['result'] as Json)['copied']).to.have.lengthOf(1);
  });

  it('does not copy on a dry run', async () => {
    const body = { all: true, from: 'local', to: 'nas', dry_run: true };
    const [, report] = await ask('POST', '/api/backup/copy', body);
    expect(report['copied']).to.have.lengthOf(1);
    expect(nas.has(keyOf({ filename }))).to.equal(false);
    expect(world.jobs.list().map(({ operation }) => operation)).to.not.include('copy');
  });

  it('never takes a path for a name', async () => {
    const body = { filename: `/backup/${filename}`, from: 'local', to: 'nas' };
    const [status, { code }] = await ask('POST', '/api/backup/copy', body);
    expect([status, code]).to.deep.equal([404, 'BACKUP_NOT_FOUND']);
  });

  for (const body of [
    { from: 'local', to: 'nas' },
    { filename: 'a', all: true, from: 'local', to: 'nas' },
    { filename: 'a', database: 'app', from: 'local', to: 'nas' },
    { all: true, from: 'local' },
  ]) {
    it(`refuses to copy ${JSON.stringify(body)}`, async () => {
      expect((await ask('POST', '/api/backup/copy', body))[0]).to.equal(400);
    });
  }

  it('syncs a store, and shows the copies in the list', async () => {
    const [status, report] = await ask('POST', '/api/backup/sync', { store: 'nas' });
    expect(status).to.equal(200);
    expect(report['copied']).to.have.lengthOf(1);
    const [, { backups }] = await ask('GET', '/api/backup/list');
    const [listed] = backups as readonly { readonly copies: readonly Json[] }[];
    expect(listed?.copies.map(({ store, verified }) => [store, verified])).to.deep.equal([
      ['local', true],
      ['nas', true],
    ]);
    expect(listed?.copies[1]?.['proof']).to.include({ result: 'ok' });
  });

  it('answers 207 when a copy fails', async () => {
    nas.readOnly = true;
    const [status, report] = await ask('POST', '/api/backup/sync', {});
    expect(status).to.equal(207);
    expect((report['failed'] as readonly Json[])[0]).to.include({ filename, store: 'nas' });
  });

  it('refuses to sync the only store', async () => {
    world.product.stores.pop();
    expect((await ask('POST', '/api/backup/sync', {}))[1]).to.include({ code: 'USAGE' });
  });
});
