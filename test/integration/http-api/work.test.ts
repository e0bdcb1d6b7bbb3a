import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ApiWorld } from '../../support/api-world.ts';
import { SOURCE_PATH } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { keyOf } from '../../support/in-memory-product.ts';

const ASYNC = { Prefer: 'wait=5, respond-async' };

interface JobDocument {
  readonly id: string;
  readonly state: string;
  readonly database: string | null;
  readonly run_id: string | null;
  readonly cancel_requested: boolean;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Readonly<Record<string, unknown>> | null;
}

describe('operations through the API', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
  const problem = async (response: Response): Promise<Readonly<Record<string, unknown>>> => json(response);

  it('end before the answer', async () => {
    const response = await world.ask('POST', '/api/backup/create', { body: { label: 'first' } });
    const created = await json<Readonly<Record<string, unknown>>>(response);
    expect(created).to.include({ database: 'app', verified: true, label: 'first' });
    expect(world.product.disk.has(keyOf({ filename: String(created['filename']) }))).to.equal(true);
  });

  it('back up every database when the request is empty', async () => {
    expect((await world.ask('POST', '/api/backup/create')).status).to.equal(201);
  });

  it('continue after the answer when the caller prefers that', async () => {
    const response = await world.ask('POST', '/api/backup/create', { headers: ASYNC });
    expect(response.status).to.equal(202);
    expect(response.headers.get('Preference-Applied')).to.equal('respond-async');
    const location = response.headers.get('Location') ?? '';
    await world.jobs.idle();
    const done = await json<JobDocument>(await world.ask('GET', location));
    expect(done).to.include({ state: 'succeeded', error: null });
    expect(done.result).to.include({ database: 'app', verified: true });
  });

  it('return the failure of a job like the answer', async () => {
    world.product.disk.remove(SOURCE_PATH);
    const now = await world.ask('POST', '/api/backup/create', { body: {} });
    expect(now.status).to.equal(404);
    expect(await problem(now)).to.include({ code: 'DATABASE_NOT_FOUND', status: 404 });
    const later = await world.ask('POST', '/api/backup/create', { headers: ASYNC });
    await world.jobs.idle();
    const job = await json<JobDocument>(await world.ask('GET', later.headers.get('Location') ?? ''));
    expect(job.error).to.include({ code: 'DATABASE_NOT_FOUND' });
  });

  it('can be cancelled', async () => {
    const { id } = world.jobs.start({
      operation: 'create',
      database: 'app',
      describe: String,
      work: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    });
    expect((await world.ask('POST', '/api/backup/create', { body: { database: 'app' } })).status).to.equal(
      409,
    );
    expect((await world.ask('DELETE', `/api/backup/jobs/${id}`, { token: 'read' })).status).to.equal(403);
    const cancelled = await world.ask('DELETE', `/api/backup/jobs/${id}`);
    expect(await json<JobDocument>(cancelled)).to.include({ state: 'running', cancel_requested: true });
    await world.jobs.idle();
    const job = await json<JobDocument>(await world.ask('GET', `/api/backup/jobs/${id}`));
    expect(job.error).to.include({ code: 'CANCELLED' });
  });

  it('name the database of an adopted file', async () => {
    world.product.disk.write('/backup/other_20260115_020000.db', 'SQLite format 3\0 of another tool');
    const path = '/api/backup/adopt/other_20260115_020000.db';
    const accepted = await world.ask('POST', path, { body: {}, headers: ASYNC });
    await world.jobs.idle();
    const job = await json<JobDocument>(await world.ask('GET', accepted.headers.get('Location') ?? ''));
    expect(job).to.include({ state: 'succeeded', database: 'other' });
    expect(job.run_id).to.be.a('string');
  });

  it('do not adopt a file without a known database', async () => {
    world.product.disk.write('/backup/20260115_020000.db', 'SQLite format 3\0 of another tool');
    const path = '/api/backup/adopt/20260115_020000.db';
    expect((await world.ask('POST', path, { body: {}, headers: ASYNC })).status).to.equal(400);
    expect(world.jobs.list()).to.deep.equal([]);
  });

  it('return the whole result for a damaged backup', async () => {
    const filename = await world.create();
    world.product.disk.write(`/backup/${filename}`, 'SQLite format 3\0damaged');
    const response = await world.ask('GET', `/api/backup/verify/${filename}?level=checksum`);
    expect(response.status).to.equal(422);
    const { code, details } = await problem(response);
    expect(code).to.equal('BACKUP_VERIFICATION');
    expect(details).to.include({ filename, level: 'checksum', result: 'failed' });
  });

  it('do not start on HEAD', async () => {
    const filename = await world.create();
    const before = world.product.listener.events.length;
    const response = await world.ask('HEAD', `/api/backup/verify/${filename}`);
    expect(response.status).to.equal(405);
    expect(response.headers.get('Allow')).to.include('GET');
    expect(world.product.listener.events).to.have.lengthOf(before);
  });

  it('remove nothing when dry_run is set or misspelt', async () => {
    await world.create();
    for (const body of [{ dry_run: true }, { dryrun: true }, { dry_run: 'true' }]) {
      await world.ask('POST', '/api/backup/cleanup', { body });
    }
    expect(world.product.events('started').map(({ run }) => run.operation)).to.deep.equal([
      'create',
      'cleanup',
    ]);
  });

  it('pin, label and remove a label', async () => {
    const path = `/api/backup/state/${await world.create()}`;
    const change = async (body: object): Promise<Readonly<Record<string, unknown>>> =>
      json(await world.ask('PUT', path, { body }));
    expect(await change({ pinned: true, label: 'a' })).to.include({ pinned: true, label: 'a' });
    expect(await change({ pinned: false })).to.include({ pinned: false, label: 'a' });
    expect(await change({ label: null })).to.include({ label: null });
    expect(await change({})).to.include({ code: 'USAGE' });
  });
});

describe('restore through the API', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  const restore = (body: object): Promise<Response> => world.ask('POST', '/api/backup/restore', { body });

  it('restores a configured database, and undo reverts it', async () => {
    const filename = await world.create();
    world.product.disk.write(SOURCE_PATH, 'SQLite format 3\0changed');
    expect((await restore({ filename, dry_run: true })).status).to.equal(200);
    expect(Buffer.from(world.product.disk.read(SOURCE_PATH) ?? []).toString()).to.include('changed');
    expect((await restore({ filename })).status).to.equal(200);
    expect(Buffer.from(world.product.disk.read(SOURCE_PATH) ?? []).toString()).not.to.include('changed');
    expect((await world.ask('POST', '/api/backup/undo', { body: {} })).status).to.equal(200);
    expect(Buffer.from(world.product.disk.read(SOURCE_PATH) ?? []).toString()).to.include('changed');
  });

  it('refuses a database that is not configured', async () => {
    const other = await publishBackup(world.product.disk, world.product.store, {
      database: 'other',
      sourcePath: '/data/other.db',
    });
    world.product.disk.write('/data/other.db', 'SQLite format 3\0mine');
    for (const body of [
      { filename: other.filename },
      { latest: true, database: 'other' },
      { filename: other.filename, dry_run: true },
    ]) {
      expect((await restore(body)).status).to.equal(400);
    }
    expect((await world.ask('POST', '/api/backup/undo', { body: { database: 'other' } })).status).to.equal(
      400,
    );
    expect(Buffer.from(world.product.disk.read('/data/other.db') ?? []).toString()).to.include('mine');
  });

  it('refuses a path and a second selection', async () => {
    const filename = await world.create();
    for (const body of [
      { filename, to: '/tmp/x' },
      { filename, latest: true },
      { filename, database: 'app' },
      { latest: false },
      {},
      { before: 'yesterday' },
    ]) {
      expect((await restore(body)).status).to.equal(400, JSON.stringify(body));
    }
    expect((await restore({ before: '2100-01-01T00:00:00+01:00' })).status).to.equal(200);
  });

  it('needs the scope admin', async () => {
    for (const token of ['operate', null]) {
      const response = await world.ask('POST', '/api/backup/restore', { body: { latest: true }, token });
      expect(response.status).to.equal(token === null ? 401 : 403);
    }
  });
});
