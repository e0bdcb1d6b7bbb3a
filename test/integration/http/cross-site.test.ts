import { request } from 'node:http';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { bearer, routeOf, startTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

let written = 0;
const ROUTES = [
  routeOf({ path: '/' }),
  routeOf({
    path: '/write',
    method: 'POST',
    handle: (context) => {
      written += 1;
      context.body = {};
    },
  }),
];

describe('cross-site requests of a browser', () => {
  let app: TestApp;

  async function start(options: TestAppOptions = {}): Promise<void> {
    written = 0;
    app = await startTestApp({ routes: ROUTES, hasConfiguredTokens: false, ...options });
  }

  /** `fetch` lets nobody set Host, nor what begins with Sec-. */
  function status(path: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: app.port, path, method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  }

  afterEach(() => app.close());

  it('are refused when the Host was rebound', async () => {
    await start();
    const forged = [
      'evil.example',
      'evil.example:5001',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '1.2.3.4',
    ];
    const malformed = [' ', 'a b', '127.0.0.1:x', '[::1', 'user@127.0.0.1', '127.0.0.1/', '127.1', '0x7f.1'];
    for (const Host of [...forged, ...malformed]) {
      expect(await status('/', { Host }), Host).to.be.oneOf([400, 403]);
      expect(await status('/write', { Host }, 'POST'), Host).to.be.oneOf([400, 403]);
    }
    expect(written).to.equal(0);
  });

  it('are accepted with every loopback name', async () => {
    await start();
    for (const Host of [
      'localhost',
      'LOCALHOST:80',
      'localhost.',
      'app.localhost',
      '127.0.0.1',
      '127.9.9.9:1',
      '[::1]:5001',
    ]) {
      expect(await status('/', { Host }), Host).to.equal(200);
    }
  });

  it('are accepted only with allowed names when not bound to loopback', async () => {
    await start({ allowedHosts: ['backup.example.org'] });
    expect(await status('/', { Host: 'Backup.example.org:8443' })).to.equal(200);
    expect(await status('/', { Host: 'localhost' })).to.equal(200);
    await app.close();
    await start({ allowedHosts: ['backup.example.org'], isLoopback: false, hasConfiguredTokens: true });
    const headers = bearer(app.secrets.admin);
    expect(await status('/', { ...headers, Host: 'backup.example.org' })).to.equal(200);
    expect(await status('/', { ...headers, Host: 'other.example.org' })).to.equal(403);
    // So does a container's health check ask.
    expect(await status('/', { ...headers, Host: '127.0.0.1:5001' })).to.equal(200);
  });

  it('need only a token when not bound to loopback and no names are listed', async () => {
    await start({ isLoopback: false });
    expect(await status('/', { ...bearer(app.secrets.read), Host: 'nas.lan:5001' })).to.equal(200);
    expect(await status('/', { Host: 'nas.lan:5001' })).to.equal(401);
  });

  it('are refused by Origin', async () => {
    await start();
    const own = `127.0.0.1:${String(app.port)}`;
    const foreign = [
      'null',
      'http://evil.example',
      `http://127.0.0.1:${String(app.port + 1)}`,
      own,
      `http://${own}/x`,
      'file://',
    ];
    for (const Origin of foreign) {
      for (const headers of [{ Origin }, { ...bearer(app.secrets.admin), Origin }]) {
        expect(await status('/write', headers, 'POST'), Origin).to.equal(403);
      }
    }
    expect(written).to.equal(0);
    expect(await status('/write', { Origin: `http://${own}` }, 'POST')).to.equal(200);
    expect(await status('/write', { Origin: `https://${own}` }, 'POST')).to.equal(200);
  });

  it('are refused by Sec-Fetch-Site', async () => {
    await start();
    for (const site of ['cross-site', 'same-site', 'anything']) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        expect(await status('/write', { 'Sec-Fetch-Site': site }, method), `${method} ${site}`).to.equal(403);
      }
    }
    expect(written).to.equal(0);
    for (const site of ['same-origin', 'none']) {
      expect(await status('/write', { 'Sec-Fetch-Site': site }, 'POST'), site).to.equal(200);
    }
  });

  it('are accepted only for a link to the page', async () => {
    await start();
    const link = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    };
    expect(await status('/', link)).to.equal(200);
    expect(await status('/', { ...link, 'Sec-Fetch-Dest': 'iframe' })).to.equal(403);
    expect(await status('/', { ...link, 'Sec-Fetch-Mode': 'no-cors' })).to.equal(403);
    expect(await status('/write', link, 'POST')).to.equal(403);
    expect(await status('/', link, 'POST')).to.equal(403);
  });

  it('get no CORS headers', async () => {
    await start();
    const answer = await fetch(`${app.url}/`);
    const names = [...answer.headers.keys()];
    expect(names.filter((name) => name.startsWith('access-control-'))).to.deep.equal([]);
    expect(answer.headers.get('Cross-Origin-Resource-Policy')).to.equal('same-origin');
  });

  it('get a page with a strict content security policy', async () => {
    await start();
    const { headers } = await fetch(`${app.url}/`);
    const policy = (headers.get('Content-Security-Policy') ?? '').split(';');
    expect(policy).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
    ]);
    expect(policy).to.include.members(["frame-ancestors 'none'", "base-uri 'none'"]);
    expect(policy.join()).to.not.match(/unsafe|\*|data:|https?:/);
    expect(headers.get('X-Content-Type-Options')).to.equal('nosniff');
    expect(headers.get('Referrer-Policy')).to.equal('no-referrer');
    expect(headers.get('X-Powered-By')).to.equal(null);
    expect(headers.get('Server')).to.equal(null);
  });
});
