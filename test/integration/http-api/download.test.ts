import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ApiWorld } from '../../support/api-world.ts';

describe('download of a backup', () => {
  let world: ApiWorld;
  let path: string;
  let stored: Buffer;

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
    const filename = await world.create();
    path = `/api/backup/download/${filename}`;
    stored = Buffer.from(world.product.disk.read(`/backup/${filename}`) ?? []);
  });
  afterEach(async () => {
    await world.close();
    expect(world.product.store.openCount).to.equal(0);
  });

  const bytes = async (response: Response): Promise<string> =>
    Buffer.from(await response.arrayBuffer()).toString('latin1');
  const part = (range: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    world.ask('GET', path, { headers: { Range: range, ...headers } });

  it('returns the stored file with its name and digests', async () => {
    const response = await world.ask('GET', path);
    expect(await bytes(response)).to.equal(stored.toString('latin1'));
    const digest = createHash('sha256').update(stored);
    const hex = digest.copy().digest('hex');
    expect(response.headers.get('ETag')).to.equal(`"${hex}"`);
    expect(response.headers.get('Repr-Digest')).to.equal(`sha-256=:${digest.digest('base64')}:`);
    expect(response.headers.get('Content-Length')).to.equal(String(stored.length));
    expect(response.headers.get('Content-Disposition')).to.match(/^attachment; filename="app-.*\.db\.gz"$/);
    expect(response.headers.get('Content-Type')).to.equal('application/octet-stream');
  });

  it('returns one range, from the start or the end', async () => {
    const response = await part('bytes=2-5');
    expect(response.status).to.equal(206);
    expect(response.headers.get('Content-Range')).to.equal(`bytes 2-5/${String(stored.length)}`);
    expect(await bytes(response)).to.equal(stored.subarray(2, 6).toString('latin1'));
    expect(await bytes(await part('bytes=-3'))).to.equal(stored.subarray(-3).toString('latin1'));
    expect(await bytes(await part('bytes=4-'))).to.equal(stored.subarray(4).toString('latin1'));
    expect(await bytes(await part('bytes=4-99999'))).to.equal(stored.subarray(4).toString('latin1'));
  });

  it('returns the whole file when the range is invalid or has several parts', async () => {
    for (const range of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=5-2', 'bytes=-', 'x']) {
      const response = await part(range);
      expect(response.status).to.equal(200, range);
      expect(await bytes(response)).to.equal(stored.toString('latin1'));
    }
  });

  it('refuses a range after the end, with the size of the file', async () => {
    const response = await part(`bytes=${String(stored.length)}-`);
    expect(response.status).to.equal(416);
    expect(response.headers.get('Content-Range')).to.equal(`bytes */${String(stored.length)}`);
    expect(await response.json()).to.include({ code: 'RANGE_NOT_SATISFIABLE' });
    // What tells of the file does not tell of the refusal: nobody may save that as a backup.
    for (const name of ['ETag', 'Content-Disposition', 'Repr-Digest'])
      expect(response.headers.get(name), name).to.equal(null);
    expect((await part('bytes=-0')).status).to.equal(416);
  });

  it('returns the whole file when If-Range has another ETag', async () => {
    const etag = (await world.ask('HEAD', path)).headers.get('ETag') ?? '';
    expect((await part('bytes=1-2', { 'If-Range': etag })).status).to.equal(206);
    expect((await part('bytes=1-2', { 'If-Range': '"another"' })).status).to.equal(200);
  });

  it('answers HEAD with the headers only', async () => {
    const response = await world.ask('HEAD', path);
    expect(response.headers.get('Content-Length')).to.equal(String(stored.length));
    expect(await response.text()).to.equal('');
  });

  it('needs the scope admin', async () => {
    expect((await world.ask('GET', path, { token: 'operate' })).status).to.equal(403);
    expect((await world.ask('GET', path, { token: null })).status).to.equal(401);
    expect((await world.ask('POST', path, { token: 'operate', body: {} })).status).to.equal(403);
  });

  const link = async (): Promise<string> => {
    const response = await world.ask('POST', path, { body: {} });
    return ((await response.json()) as { readonly url: string }).url;
  };

  it('needs no token with a one-time link, once', async () => {
    const url = await link();
    expect((await world.ask('HEAD', url, { token: null })).status).to.equal(401);
    expect(await bytes(await world.ask('GET', url, { token: null }))).to.equal(stored.toString('latin1'));
    expect((await world.ask('GET', url, { token: null })).status).to.equal(401);
    const audited = world.logger.records.filter(({ fields }) => fields['event'] === 'audit');
    expect(audited.map(({ fields }) => fields['caller'])).to.include('link of test');
    expect(JSON.stringify(world.logger.records)).not.to.include(url.split('ticket=')[1]);
  });

  it('refuses a link after one minute, and for another file', async () => {
    const late = await link();
    world.product.clock.advance(60_000);
    expect((await world.ask('GET', late, { token: null })).status).to.equal(401);
    const other = await world.create();
    const url = (await link()).replace(/app-[^?]*/, other);
    expect((await world.ask('GET', url, { token: null })).status).to.equal(401);
  });

  it('refuses unknown names and files of other tools', async () => {
    world.product.disk.write('/backup/other.db', 'SQLite format 3\0');
    expect((await world.ask('GET', '/api/backup/download/other.db')).status).to.equal(400);
    expect((await world.ask('GET', '/api/backup/download/app.db')).status).to.equal(404);
    const damaged = await world.create();
    world.product.disk.write(`/backup/${damaged}`, 'shorter');
    expect((await world.ask('GET', `/api/backup/download/${damaged}`)).status).to.equal(422);
  });
});
