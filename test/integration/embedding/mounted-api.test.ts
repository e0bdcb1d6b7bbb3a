import type { Middleware } from 'koa';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { backupRouter } from '../../../src/main/koa.ts';
import { BackupConfig, BackupManager, UsageException, type RunEvent } from '../../../src/main/library.ts';
import { HostApplication, NOWHERE, type HostOptions } from './host-application.ts';

interface OpenApi {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** What koa-mount does: the path loses its beginning for what is mounted, and has it again afterwards. */
const mountedAt =
  (prefix: string) =>
  (api: Middleware): Middleware =>
  async (context, next) => {
    const { path } = context;
    if (!path.startsWith(prefix)) return next() as Promise<unknown>;
    context.path = path.slice(prefix.length) || '/';
    try {
      return (await api(context, async () => {
        context.path = path;
        await next();
      })) as unknown;
    } finally {
      context.path = path;
    }
  };

describe('API in a Koa application', () => {
  let host: HostApplication | undefined;

  const start = async (options: HostOptions = {}): Promise<HostApplication> =>
    (host = await HostApplication.start(options));

  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  for (const prefix of ['', '/admin', '/a/b.c/']) {
    it(`answers every operation at the prefix ${JSON.stringify(prefix)}`, async () => {
      const { ask } = bound(await start({ prefix }));
      const base = prefix.replace(/\/$/, '');
      const document = (await (await ask(`${base}/openapi.json`)).json()) as OpenApi;
      expect(document.servers).to.deep.equal([{ url: base === '' ? '/' : base }]);
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => ({ path, method })),
      );
      expect(operations.length).to.be.greaterThan(15);
      for (const { path, method } of operations) {
        const filled = base + path.replaceAll(/\{\w+\}/g, 'nothing-of-that-name');
        // Without a token nothing is done: what counts is who answers.
        const answer = await ask(filled, { method: method.toUpperCase(), scope: undefined });
        expect(answer.headers.get('X-Request-Id'), `${method} ${path}`).to.be.a('string');
        expect(await answer.text()).to.not.equal(NOWHERE);
      }
    });
  }

  it('leaves other paths to the application, below the prefix too', async () => {
    const own: Middleware = (context, next) => {
      if (context.path !== '/admin/users' && context.path !== '/ping') return next() as Promise<unknown>;
      context.body = `${context.path} of the application`;
      return undefined;
    };
    const { ask } = bound(await start({ prefix: '/admin', after: [own] }));
    expect(await (await ask('/admin/users')).text()).to.equal('/admin/users of the application');
    expect(await (await ask('/ping')).text()).to.equal('/ping of the application');
    expect(await (await ask('/admin/ping')).json()).to.include({ status: 'ok' });
    for (const path of [
      '/',
      '/administration/ping',
      '/admin/api/backup/none',
      '/admin//ping',
      '/api/backup/list',
    ]) {
      const answer = await ask(path);
      expect(answer.status, path).to.equal(404);
      expect(await answer.text()).to.equal(NOWHERE);
      expect(answer.headers.get('Content-Security-Policy'), path).to.equal(null);
      expect(answer.headers.get('X-Request-Id'), path).to.equal(null);
    }
  });

  it('leaves the root of the application to the application', async () => {
    const { ask } = bound(await start());
    for (const path of ['/', '/favicon.svg', '/assets/index.js', '/pingpong', '/metrics/more']) {
      expect(await (await ask(path)).text(), path).to.equal(NOWHERE);
    }
  });

  it('serves the page below a prefix', async () => {
    const { ask } = bound(await start({ prefix: '/admin' }));
    const bare = await ask('/admin');
    expect(bare.status).to.equal(302);
    expect(new URL(bare.headers.get('Location') ?? '', `${host?.url ?? ''}/admin`).pathname).to.equal(
      '/admin/',
    );
    const page = await ask('/admin/', { scope: undefined });
    // Where the page is not built it says so; the application is not asked.
    expect(page.status).to.be.oneOf([200, 404]);
    expect(await page.text()).to.not.equal(NOWHERE);
  });

  it('does not change state, URL and parameters of the application', async () => {
    const seen: unknown[] = [];
    const around: Middleware = async (context, next) => {
      context.state = { user: 'ada' };
      context['params'] = { tenant: 'one' };
      await next();
      seen.push(context.state, context.url, context['params']);
    };
    const { ask } = bound(await start({ prefix: '/admin', before: [around] }));
    expect((await ask('/admin/api/backup/verify/none.db?level=quick')).status).to.equal(404);
    expect(seen).to.deep.equal([
      { user: 'ada' },
      '/admin/api/backup/verify/none.db?level=quick',
      { tenant: 'one' },
    ]);
  });

  it('does not handle failures of the application', async () => {
    const broken: Middleware = () => {
      throw new Error('no luck');
    };
    const { ask } = bound(await start({ prefix: '/admin', after: [broken] }));
    expect(await (await ask('/elsewhere')).text()).to.equal('the application failed');
    expect((await ask('/admin/unknown')).status).to.equal(500);
    expect(host?.failures.map(String)).to.deep.equal(['Error: no luck', 'Error: no luck']);
    // What fails in the API is the API's: a problem document.
    const answer = await ask('/admin/api/backup/create', { method: 'POST', body: { database: 'none' } });
    expect(answer.headers.get('Content-Type')).to.include('application/problem+json');
    expect(host?.failures).to.have.length(2);
  });

  for (const [how, options, base] of [
    ['its own prefix', { prefix: '/admin' }, '/admin'],
    ['a mount', { around: mountedAt('/outer') }, '/outer'],
    ['a mount and a prefix', { prefix: '/admin', around: mountedAt('/outer') }, '/outer/admin'],
  ] as const) {
    it(`returns valid URLs at ${how}`, async () => {
      const { ask } = bound(await start(options));
      const created = await ask(`${base}/api/backup/create`, { method: 'POST', body: {} });
      expect(created.status).to.equal(201);
      const { filename } = (await created.json()) as { filename: string };
      const job = await ask(`${base}/api/backup/cleanup`, {
        method: 'POST',
        body: {},
        headers: { Prefer: 'respond-async' },
      });
      expect(job.status).to.equal(202);
      expect((await ask(job.headers.get('Location') ?? '')).status).to.equal(200);
      const link = await ask(`${base}/api/backup/download/${filename}`, { method: 'POST', body: {} });
      const { url } = (await link.json()) as { url: string };
      const download = await ask(url, { scope: undefined });
      expect(download.status).to.equal(200);
      expect((await download.arrayBuffer()).byteLength).to.be.greaterThan(0);
      const document = (await (await ask(`${base}/openapi.json`)).json()) as OpenApi;
      expect(document.servers).to.deep.equal([{ url: base }]);
    });
  }

  it('uses a body that the application has parsed', async () => {
    const parser: Middleware = async (context, next) => {
      const chunks: Buffer[] = [];
      for await (const chunk of context.req) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      Object.assign(context.request, { body: text === '' ? {} : (JSON.parse(text) as unknown) });
      await next();
    };
    const { ask } = bound(await start({ prefix: '/admin', before: [parser] }));
    const post = async (body: unknown, headers = {}): Promise<Response> =>
      ask('/admin/api/backup/cleanup', { method: 'POST', body, headers });
    expect(await (await post({ dry_run: true })).json()).to.include({ dry_run: true });
    expect((await post({ dry_ran: true })).status).to.equal(400);
    expect((await post([true])).status).to.equal(400);
    expect((await post({}, { 'Content-Type': 'text/plain' })).status).to.equal(415);
    expect((await ask('/admin/api/backup/create', { method: 'POST' })).status).to.equal(201);
  });

  it('keeps the request id of the application', async () => {
    const identify: Middleware = async (context, next) => {
      context.set('X-Request-Id', 'of-the-application');
      await next();
    };
    const { ask } = bound(await start({ prefix: '/admin', before: [identify] }));
    const answer = await ask('/admin/api/backup/list', { scope: undefined });
    expect(answer.headers.get('X-Request-Id')).to.equal('of-the-application');
    expect(await answer.json()).to.include({ request_id: 'of-the-application' });
  });

  it('refuses operations after the manager is closed', async () => {
    const { ask } = bound(await start({ prefix: '/admin' }));
    const events = await ask('/admin/api/backup/events');
    await host?.manager.close();
    // It ends: nobody waits for a stream of a manager that is gone.
    expect(await events.text()).to.include('retry:');
    for (const path of ['/admin/ping', '/admin/api/backup/list']) {
      const answer = await ask(path);
      expect(answer.status, path).to.equal(503);
      expect(await answer.json()).to.include({ code: 'UNAVAILABLE' });
    }
    expect(await (await ask('/elsewhere')).text()).to.equal(NOWHERE);
  });

  it('cancels jobs when the manager is closed, without partial files', async () => {
    let onBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => (onBegun = resolve));
    const onRunEvent = ({ type }: RunEvent): void => {
      if (type === 'started') onBegun();
    };
    const application = await start({ listeners: [{ onRunEvent }] });
    const { manager, folder } = application;
    const headers = { Prefer: 'respond-async' };
    const asked = await application.ask('/api/backup/create', { method: 'POST', headers, body: {} });
    expect(asked.status).to.equal(202);
    await begun;
    await manager.close();
    const { runs } = await manager.history();
    expect(runs.map(({ operation, outcome }) => `${operation} ${outcome}`)).to.deep.equal([
      'create cancelled',
    ]);
    expect(await readdir(join(folder, 'backup', '.state', 'staging'))).to.deep.equal([]);
  });

  it('fails only on its own paths when it cannot start', async () => {
    const { folder } = await start();
    const closed = new BackupManager({ config: new BackupConfig(join(folder, 'backup_config.json')) });
    await closed.close();
    const late = await HostApplication.start({ around: () => backupRouter(closed, { prefix: '/late' }) });
    try {
      for (const path of ['/elsewhere', '/later', '/late.html']) {
        expect(await (await late.ask(path)).text(), path).to.equal(NOWHERE);
      }
      expect(late.failures).to.deep.equal([]);
      expect((await late.ask('/late/ping')).status).to.equal(500);
      expect(String(late.failures[0])).to.include('has been closed');
    } finally {
      await late.close();
    }
  });

  it('refuses an invalid prefix and an invalid manager', async () => {
    const { manager } = await start();
    for (const prefix of ['admin', '/a dmin', '/a/../b', '/x?y', '//x', '/%61']) {
      expect(() => backupRouter(manager, { prefix }), prefix).to.throw(UsageException, 'plain path');
    }
    expect(() => backupRouter(Object.create(BackupManager.prototype) as BackupManager)).to.throw(
      UsageException,
      'no BackupManager',
    );
  });
});

function bound(host: HostApplication): Pick<HostApplication, 'ask'> {
  return { ask: (path, options) => host.ask(path, options) };
}
