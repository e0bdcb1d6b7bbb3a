import type { Middleware } from 'koa';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, connect } from 'node:http2';
import { once } from 'node:events';
import Koa from 'koa';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { backupRouter, type Authorize } from '../../../src/main/koa.ts';
import { HostApplication, type HostOptions } from './host-application.ts';

const PREFIX = '/admin';
const LIST = '/admin/api/backup/list';
const CREATE = '/admin/api/backup/create';

describe('authorization of the API in an application', () => {
  let host: HostApplication;

  afterEach(async () => {
    await host.close();
  });

  const start = async (options: HostOptions = {}): Promise<HostApplication> =>
    (host = await HostApplication.start({ prefix: PREFIX, ...options }));

  const statusOf = async (...args: Parameters<HostApplication['ask']>): Promise<number> =>
    (await host.ask(...args)).status;

  describe('by token', () => {
    it('is needed by local callers too, except for /ping', async () => {
      await start();
      expect(await statusOf('/admin/ping', { scope: undefined })).to.equal(200);
      expect(await statusOf(LIST, { scope: undefined })).to.equal(401);
      expect(await statusOf(LIST, { scope: 'read' })).to.equal(200);
      expect(await statusOf(CREATE, { scope: 'read', method: 'POST', body: {} })).to.equal(403);
      const headers = { Authorization: 'Bearer nothing-of-ours' };
      expect(await statusOf(LIST, { headers })).to.equal(401);
    });

    it('is created when none is configured', async () => {
      await start({ settings: { api_tokens: [] } });
      expect(await statusOf(LIST, { scope: undefined })).to.equal(401);
      const path = join(host.folder, 'backup/.state/api-token');
      expect(statSync(path).mode & 0o777).to.equal(0o600);
      const headers = { Authorization: `Bearer ${readFileSync(path, 'utf8').trim()}` };
      expect(await statusOf(LIST, { headers })).to.equal(200);
    });
  });

  describe('by the application’s own rules', () => {
    const byCookie: Authorize = (context) => {
      const user = context.cookies.get('user');
      if (user === undefined) return undefined;
      return { name: user, scope: user === 'ada' ? 'admin' : 'read' };
    };
    const as = (
      user: string,
    ): { readonly scope: undefined; readonly headers: { readonly Cookie: string } } => ({
      scope: undefined,
      headers: { Cookie: `user=${user}` },
    });

    it('uses the returned scope', async () => {
      await start({ authorize: byCookie });
      expect(await statusOf(LIST, as('bob'))).to.equal(200);
      expect(await statusOf(CREATE, { ...as('bob'), method: 'POST', body: {} })).to.equal(403);
      expect(await statusOf(CREATE, { ...as('ada'), method: 'POST', body: {} })).to.equal(201);
      const stranger = await host.ask(LIST, { scope: undefined });
      expect(stranger.status).to.equal(401);
      // It is not by a token that one gets in here.
      expect(stranger.headers.get('WWW-Authenticate')).to.equal(null);
      const log = readFileSync(join(host.folder, 'backup.log'), 'utf8');
      expect(log).to.include('"msg":"create by bob: refused"').and.include('"msg":"create by ada: done"');
    });

    it('ignores tokens, and creates none', async () => {
      await start({ authorize: byCookie, settings: { api_tokens: [] } });
      expect(await statusOf(LIST, as('ada'))).to.equal(200);
      expect(existsSync(join(host.folder, 'backup/.state/api-token'))).to.equal(false);
      await host.close();
      await start({ authorize: byCookie });
      expect(await statusOf(LIST, { scope: 'admin' })).to.equal(401);
      // The header may be the application's own.
      const headers = { ...as('ada').headers, Authorization: 'Bearer of-the-application' };
      expect(await statusOf(LIST, { scope: undefined, headers })).to.equal(200);
    });

    it('is not called for open routes and for other paths', async () => {
      let asked = 0;
      const authorize: Authorize = () => {
        asked += 1;
        return undefined;
      };
      await start({ authorize });
      expect(await statusOf('/admin/ping', { scope: undefined })).to.equal(200);
      expect(await statusOf('/admin/ping', { scope: undefined, method: 'HEAD' })).to.equal(200);
      // Of the page, which is there before anybody has signed in; this file of it is not.
      expect(await statusOf('/admin/assets/none.js', { scope: undefined })).to.equal(404);
      expect(await statusOf('/admin/else', { scope: undefined })).to.equal(404);
      expect(await statusOf('/else', { scope: undefined })).to.equal(404);
      expect(asked).to.equal(0);
      expect(await statusOf(LIST, { scope: undefined })).to.equal(401);
      expect(asked).to.equal(1);
    });

    it('leaves its exceptions to the application', async () => {
      const authorize: Authorize = () => Promise.reject(new Error('sign in first'));
      await start({ authorize });
      expect(await (await host.ask(LIST)).text()).to.equal('the application failed');
      expect(String(host.failures[0])).to.equal('Error: sign in first');
    });

    for (const given of [
      true,
      {},
      { name: 'ada' },
      { name: 'ada', scope: 'root' },
      { name: '', scope: 'read' },
    ]) {
      it(`refuses ${JSON.stringify(given)}`, async () => {
        const authorize = (() => given) as unknown as Authorize;
        await start({ authorize });
        expect(await (await host.ask(LIST)).text()).to.equal('the application failed');
        expect(host.failures[0]).to.be.an.instanceOf(TypeError);
      });
    }

    it('does not use up a one-time link', async () => {
      await start({ authorize: byCookie });
      const created = await host.ask(CREATE, { ...as('ada'), method: 'POST', body: {} });
      const { filename } = (await created.json()) as { filename: string };
      const path = `/admin/api/backup/download/${filename}`;
      const link = await host.ask(path, { ...as('ada'), method: 'POST', body: {} });
      const { url } = (await link.json()) as { url: string };
      expect(await statusOf(url, { scope: undefined })).to.equal(200);
      expect(await statusOf(url, { scope: undefined })).to.equal(401);
    });
  });

  describe('by name and page', () => {
    const rewriteHost: Middleware = (context, next) => {
      // fetch does not let a test choose its Host.
      const name = context.get('X-Test-Host');
      if (name !== '') context.req.headers.host = name;
      return next() as Promise<unknown>;
    };
    const under = (
      name: string,
      more: object = {},
    ): { readonly headers: Readonly<Record<string, string>> } => ({
      headers: { 'X-Test-Host': name, ...more },
    });

    it('accepts any Host, unless some are listed', async () => {
      await start({ before: [rewriteHost] });
      expect(await statusOf(LIST, under('app.example.org'))).to.equal(200);
      await host.close();
      await start({ before: [rewriteHost], settings: { api_allowed_hosts: ['app.example.org'] } });
      expect(await statusOf(LIST, under('app.example.org:8080'))).to.equal(200);
      expect(await statusOf(LIST, under('evil.example'))).to.equal(403);
      // The application's own names are its own affair.
      expect(await statusOf('/else', under('evil.example'))).to.equal(404);
    });

    it('refuses pages of other sites with any caller', async () => {
      await start({ before: [rewriteHost], authorize: () => ({ name: 'ada', scope: 'admin' }) });
      const origin = (value: string, site: string): object => ({ Origin: value, 'Sec-Fetch-Site': site });
      const own = origin('https://app.example.org', 'same-origin');
      const other = origin('https://evil.example', 'cross-site');
      expect(await statusOf(LIST, under('app.example.org', own))).to.equal(200);
      expect(await statusOf(LIST, under('app.example.org', other))).to.equal(403);
      expect(
        await statusOf(LIST, under('app.example.org', origin('https://evil.example', 'same-origin'))),
      ).to.equal(403);
    });

    it('trusts the same proxy as the application', async () => {
      const throughProxy = under('127.0.0.1:3000', {
        Origin: 'https://app.example.org',
        'Sec-Fetch-Site': 'same-origin',
        'X-Forwarded-Host': 'app.example.org',
      });
      await start({ before: [rewriteHost], behindProxy: true });
      expect(await statusOf(LIST, throughProxy)).to.equal(200);
      await host.close();
      await start({ before: [rewriteHost] });
      expect(await statusOf(LIST, throughProxy)).to.equal(403);
    });

    it('answers over HTTP/2', async () => {
      const { manager, secret } = await start().then((one) => ({
        manager: one.manager,
        secret: one.secret('read'),
      }));
      const app = new Koa().use(backupRouter(manager, { prefix: PREFIX }));
      const answer = app.callback();
      const server = createServer((request, response) => void answer(request as never, response as never));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const session = connect(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
      try {
        const stream = session.request({ ':path': LIST, authorization: `Bearer ${secret}` });
        const [headers] = (await once(stream, 'response')) as [{ readonly ':status': number }];
        stream.resume();
        expect(headers[':status']).to.equal(200);
      } finally {
        session.destroy();
        server.close();
      }
    });
  });
});
