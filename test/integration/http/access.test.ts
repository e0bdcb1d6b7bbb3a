import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { bearer, HOUR_MS, routeOf, startTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

const ROUTES = [
  routeOf({ path: '/open', withoutToken: 'anyone' }),
  routeOf({ path: '/read', scope: 'read' }),
  routeOf({ path: '/operate', scope: 'operate', method: 'POST' }),
  routeOf({ path: '/admin', scope: 'admin', withoutToken: 'nobody' }),
];
const LOCAL = { hasConfiguredTokens: false };

describe('authorization', () => {
  let app: TestApp;

  afterEach(() => app.close());

  async function start(options: TestAppOptions = {}): Promise<void> {
    app = await startTestApp({ routes: ROUTES, ...options });
  }

  async function statuses(headers: Readonly<Record<string, string>>): Promise<readonly number[]> {
    const answers = await Promise.all(
      ROUTES.map(({ path, method }) => fetch(app.url + path, { method, headers: { ...headers } })),
    );
    return answers.map(({ status }) => status);
  }

  it('uses the scope of the token', async () => {
    await start();
    const { read, operate, admin } = app.secrets;
    expect(await statuses(bearer(read))).to.deep.equal([200, 200, 403, 403]);
    expect(await statuses(bearer(operate))).to.deep.equal([200, 200, 200, 403]);
    expect(await statuses(bearer(admin))).to.deep.equal([200, 200, 200, 200]);
  });

  it('refuses callers without a token when tokens are configured', async () => {
    await start();
    expect(await statuses({})).to.deep.equal([200, 401, 401, 401]);
  });

  it('permits local callers without a token when none is configured, except for backup data', async () => {
    await start(LOCAL);
    expect(await statuses({})).to.deep.equal([200, 200, 200, 401]);
    expect(await statuses(bearer(app.secrets.admin))).to.deep.equal([200, 200, 200, 200]);
  });

  it('refuses callers without a token when not bound to loopback', async () => {
    await start({ ...LOCAL, isLoopback: false });
    expect(await statuses({})).to.deep.equal([200, 401, 401, 401]);
  });

  it('refuses callers without a token behind a proxy', async () => {
    await start(LOCAL);
    for (const header of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP']) {
      expect(await statuses({ [header]: '127.0.0.1' }), header).to.deep.equal([200, 401, 401, 401]);
    }
    await app.close();
    await start({ ...LOCAL, trustProxy: true });
    expect(await statuses({})).to.deep.equal([200, 401, 401, 401]);
  });

  it('refuses a wrong token, also where none is needed', async () => {
    await start(LOCAL);
    const wrong = ['nonsense', `${app.secrets.admin}x`, app.secrets.admin.slice(0, -1)];
    for (const secret of wrong) {
      expect((await fetch(`${app.url}/read`, { headers: bearer(secret) })).status, secret).to.equal(401);
    }
    for (const Authorization of ['Basic YTpi', 'Bearer', `Bearer ${'x'.repeat(300)}`, `bearer  a b`]) {
      const answer = await fetch(`${app.url}/read`, { headers: { Authorization } });
      expect(answer.status, Authorization).to.equal(401);
    }
  });

  it('refuses an expired token', async () => {
    await start();
    const headers = bearer(app.secrets.brief);
    expect(await statuses(headers)).to.deep.equal([200, 200, 200, 200]);
    app.clock.advance(HOUR_MS);
    expect(await statuses(headers)).to.deep.equal([200, 401, 401, 401]);
    const answer = await fetch(`${app.url}/read`, { headers });
    expect(answer.headers.get('WWW-Authenticate')).to.equal(
      'Bearer realm="backup-manager", error="invalid_token"',
    );
    expect(await answer.json()).to.include({ code: 'UNAUTHORIZED', detail: 'the token has expired' });
  });

  it('names the missing scope', async () => {
    await start();
    const answer = await fetch(`${app.url}/admin`, { headers: bearer(app.secrets.read) });
    expect(answer.headers.get('WWW-Authenticate')).to.include('error="insufficient_scope", scope="admin"');
    expect(await answer.json()).to.deep.include({
      status: 403,
      code: 'FORBIDDEN',
      details: { needed_scope: 'admin', scope: 'read' },
    });
  });

  it('does not reveal routes to unknown callers', async () => {
    await start();
    for (const path of ['/nowhere', '/read', '/read/deeper']) {
      expect((await fetch(app.url + path, { method: 'DELETE' })).status, path).to.equal(401);
      expect((await fetch(app.url + path, { method: 'OPTIONS' })).status, path).to.equal(401);
    }
  });

  it('permits a one-time link where the route has one', async () => {
    const route = routeOf({
      path: '/link',
      scope: 'admin',
      withoutToken: 'nobody',
      admit: ({ query }) =>
        query['ticket'] === 'good' ? { name: 'link of ops', scope: undefined } : undefined,
    });
    app = await startTestApp({ routes: [route] });
    const answer = await fetch(`${app.url}/link?ticket=good`);
    expect(await answer.json()).to.deep.equal({ caller: 'link of ops' });
    expect((await fetch(`${app.url}/link?ticket=bad`)).status).to.equal(401);
    // A token that was shown counts, whatever else was.
    const headers = bearer(app.secrets.read);
    expect((await fetch(`${app.url}/link?ticket=good`, { headers })).status).to.equal(403);
  });
});

describe('rate limits', () => {
  let app: TestApp;

  afterEach(() => app.close());

  it('refuse a valid token after too many wrong ones of an address', async () => {
    app = await startTestApp({
      routes: ROUTES,
      limits: { failedAuthentications: 3, expensiveCalls: 100 },
    });
    const read = (secret: string): Promise<Response> => fetch(`${app.url}/read`, { headers: bearer(secret) });
    for (const guess of ['a', 'b', 'c']) expect((await read(guess)).status).to.equal(401);
    const refused = await read(app.secrets.admin);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get('Retry-After'))).to.be.within(1, 60);
    expect(await refused.json()).to.include({ code: 'TOO_MANY_REQUESTS' });
    expect((await fetch(`${app.url}/open`)).status).to.equal(200);
  });

  it('count expensive calls of each caller', async () => {
    app = await startTestApp({
      routes: [routeOf({ isExpensive: true }), routeOf({ path: '/cheap' })],
      limits: { failedAuthentications: 3, expensiveCalls: 2 },
    });
    const ask = async (path: string, secret: string): Promise<number> =>
      (await fetch(app.url + path, { headers: bearer(secret) })).status;
    const { read, admin } = app.secrets;
    const given = [await ask('/thing', read), await ask('/thing', read), await ask('/thing', read)];
    expect(given).to.deep.equal([200, 200, 429]);
    expect(await ask('/thing', admin)).to.equal(200);
    expect(await ask('/cheap', read)).to.equal(200);
  });

  it('count expensive calls of a token from all addresses', async () => {
    app = await startTestApp({
      routes: [routeOf({ isExpensive: true })],
      trustProxy: true,
      limits: { failedAuthentications: 3, expensiveCalls: 2 },
    });
    const ask = async (address: string): Promise<number> => {
      const headers = { ...bearer(app.secrets.read), 'X-Forwarded-For': address };
      return (await fetch(`${app.url}/thing`, { headers })).status;
    };
    expect([await ask('1.1.1.1'), await ask('2.2.2.2'), await ask('3.3.3.3')]).to.deep.equal([200, 200, 429]);
  });

  it('use the address from our proxy, not those from the caller', async () => {
    app = await startTestApp({
      routes: ROUTES,
      trustProxy: true,
      limits: { failedAuthentications: 2, expensiveCalls: 2 },
    });
    const guess = async (forwarded: string): Promise<number> => {
      const headers = { ...bearer('guess'), 'X-Forwarded-For': forwarded };
      return (await fetch(`${app.url}/read`, { headers })).status;
    };
    const given = [
      await guess('1.1.1.1, 9.9.9.9'),
      await guess('2.2.2.2, 9.9.9.9'),
      await guess('3.3.3.3, 9.9.9.9'),
    ];
    expect(given).to.deep.equal([401, 401, 429]);
    expect(await guess('1.1.1.1, 8.8.8.8')).to.equal(401);
  });

  it('ignore forwarded addresses without a trusted proxy', async () => {
    app = await startTestApp({ routes: ROUTES, limits: { failedAuthentications: 1, expensiveCalls: 2 } });
    const guess = async (forwarded: string): Promise<number> => {
      const headers = { ...bearer('guess'), 'X-Forwarded-For': forwarded };
      return (await fetch(`${app.url}/read`, { headers })).status;
    };
    expect([await guess('1.1.1.1'), await guess('2.2.2.2')]).to.deep.equal([401, 429]);
  });

  it('count an IPv6 network as one caller', async () => {
    app = await startTestApp({
      routes: ROUTES,
      trustProxy: true,
      limits: { failedAuthentications: 1, expensiveCalls: 2 },
    });
    const guess = async (forwarded: string): Promise<number> => {
      const headers = { ...bearer('guess'), 'X-Forwarded-For': forwarded };
      return (await fetch(`${app.url}/read`, { headers })).status;
    };
    const given = [
      await guess('2001:db8:1:2::1'),
      await guess('2001:db8:1:2:aaaa::2'),
      await guess('2001:db8:1:3::1'),
    ];
    expect(given).to.deep.equal([401, 429, 401]);
  });
});
