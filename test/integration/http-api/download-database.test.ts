import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { MIB } from '../../../src/domain/units.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { keyOf, SOURCE_CONTENT } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { publishContents } from '../../support/publish-contents.ts';

const CONTENTS = ['a', 'b'].map((letter) => SQLITE_MAGIC.padEnd(100, '.') + letter.repeat(900_000));

describe('download of the database in a backup', () => {
  let world: ApiWorld;
  let full: Backup;
  let delta: Backup;

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
    const { disk, store, clock } = world.product;
    const options = { createdAt: daysBefore(2, clock.now()) };
    [full, delta] = (await publishContents(disk, store, CONTENTS, options)) as [Backup, Backup];
  });
  afterEach(async () => {
    await world.close();
    expect(world.product.store.openCount).to.equal(0);
    expect(world.product.staged()).to.deep.equal([]);
  });

  const pathOf = ({ filename }: Pick<Backup, 'filename'>) => `/api/backup/download/${filename}?form=database`;
  const codeOf = async (response: Response): Promise<unknown> => {
    const { code } = (await response.json()) as { readonly code: unknown };
    return [response.status, code];
  };

  it('returns the database of a full and of a delta, with its name and digest', async () => {
    for (const [index, backup] of [full, delta].entries()) {
      const response = await world.ask('GET', pathOf(backup));
      expect(response.status).to.equal(200);
      expect((await response.text()) === CONTENTS[index]).to.equal(true);
      const digest = createHash('sha256').update(CONTENTS[index]!).digest('base64');
      expect(response.headers.get('Repr-Digest')).to.equal(`sha-256=:${digest}:`);
      const name = `${backup.filename.split('.')[0]!}.db`;
      expect(response.headers.get('Content-Disposition')).to.equal(`attachment; filename="${name}"`);
      expect(response.headers.get('Content-Length')).to.equal(null);
      expect(response.headers.get('ETag')).to.equal(null);
    }
    const audited = world.logger.records.filter(({ fields }) => fields['event'] === 'audit');
    expect(audited.map(({ fields }) => fields['target'])).to.include(delta.filename);
  });

  it('returns the stored file by default', async () => {
    const stored = Buffer.from(world.product.disk.read(keyOf(delta))!);
    for (const query of ['', '?form=stored']) {
      const response = await world.ask('GET', `/api/backup/download/${delta.filename}${query}`);
      expect(Buffer.from(await response.arrayBuffer()).equals(stored)).to.equal(true);
    }
  });

  it('does not end the response when the database differs from its record', async () => {
    const altered = Buffer.from(world.product.disk.read(keyOf(full))!);
    altered[500_000] = 0x7a;
    world.product.disk.write(keyOf(full), altered);
    const response = await world.ask('GET', pathOf(full));
    expect(response.status).to.equal(200);
    const outcome = await response.arrayBuffer().then(
      () => 'complete',
      () => 'broken off',
    );
    expect(outcome).to.equal('broken off');
    expect(world.product.events('failed')).to.have.lengthOf(1);
  });

  it('refuses what is known before the first byte', async () => {
    expect(await codeOf(await world.ask('GET', `${pathOf(delta)}x`))).to.deep.equal([400, 'USAGE']);
    expect((await world.ask('GET', pathOf({ filename: 'app.db' }))).status).to.equal(404);
    expect((await world.ask('GET', pathOf(delta), { token: 'operate' })).status).to.equal(403);
    world.product.disk.write('/backup/other.db', SOURCE_CONTENT);
    expect((await world.ask('GET', pathOf({ filename: 'other.db' }))).status).to.equal(400);
    const held = await world.product.lock.acquire('app', 'create');
    expect((await world.ask('GET', pathOf(delta))).status).to.equal(409);
    await held.release();
    world.product.disk.remove(keyOf(full));
    const response = await world.ask('GET', pathOf(delta));
    expect(response.headers.get('Content-Disposition')).to.equal(null);
    expect(await codeOf(response)).to.deep.equal([422, 'BACKUP_VERIFICATION']);
  });

  it('answers HEAD with the headers only, and starts no run', async () => {
    const response = await world.ask('HEAD', pathOf(delta));
    expect(response.status).to.equal(200);
    expect(response.headers.get('Content-Disposition')).to.match(/\.db"$/);
    expect(world.product.events('started')).to.deep.equal([]);
  });

  it('needs no token with a one-time link', async () => {
    const response = await world.ask('POST', pathOf(delta), { body: {} });
    const { url } = (await response.json()) as { readonly url: string };
    expect(url).to.include('form=database');
    const got = await world.ask('GET', url, { token: null });
    expect((await got.text()) === CONTENTS[1]).to.equal(true);
    expect((await world.ask('GET', url, { token: null })).status).to.equal(401);
  });

  it('ends the run when the caller hangs up', async () => {
    // More than fits into the buffers on the way.
    const content = SQLITE_MAGIC.padEnd(40_000_000, 'c');
    const large = await publishBackup(world.product.disk, world.product.store, { content });
    const { extractor } = world.product;
    const extract = extractor.extract.bind(extractor);
    extractor.extract = (request, { onContent, ...options }) =>
      extract(request, {
        ...options,
        onContent: async (bytes) => {
          for (let at = 0; at < bytes.length; at += MIB) await onContent?.(bytes.subarray(at, at + MIB));
        },
      });
    const ended = new Promise<string>((resolve) => {
      world.product.listeners.push({
        onRunEvent: ({ type }) => {
          if (type === 'failed' || type === 'succeeded') resolve(type);
        },
      });
    });
    const controller = new AbortController();
    const { signal } = controller;
    const response = await world.ask('GET', pathOf(large), { signal });
    const reader = response.body!.getReader();
    await reader.read();
    controller.abort();
    await reader.closed.catch(() => undefined);
    expect(await ended).to.equal('failed');
  });
});
