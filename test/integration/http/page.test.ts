import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { RouteDefinition } from '../../../src/adapters/inbound/http/api-router.ts';
import { addPageRoutes } from '../../../src/adapters/inbound/http/page.routes.ts';
import { routeOf, startTestApp, type TestApp } from './test-app.ts';

const DOCUMENT = '<!doctype html><title>page</title>';
const SCRIPT = 'console.log(1);'.repeat(100);

describe('page over HTTP', () => {
  let folder: string;
  let app: TestApp;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'page-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), DOCUMENT);
    writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    writeFileSync(join(folder, 'secret.json'), '{}');
    const script = join(folder, 'assets', 'page-1a2b.js');
    writeFileSync(script, SCRIPT);
    writeFileSync(`${script}.br`, brotliCompressSync(SCRIPT));
    writeFileSync(`${script}.gz`, gzipSync(SCRIPT));
    app = await startTestApp({ routes: [...pageRoutes(folder), routeOf()] });
  });

  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends the document to anyone, to be revalidated each time', async () => {
    const response = await get('/');
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).to.equal('no-cache');
    expect(response.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(await response.text()).to.equal(DOCUMENT);
  });

  it('sends immutable assets in the smallest accepted encoding', async () => {
    for (const [taken, given] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const response = await get('/assets/page-1a2b.js', { 'Accept-Encoding': taken });
      expect(response.headers.get('content-encoding'), taken).to.equal(given);
      expect(response.headers.get('vary')).to.equal('Accept-Encoding');
      expect(response.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).to.equal('text/javascript; charset=utf-8');
      expect(await response.text(), taken).to.equal(SCRIPT);
    }
  });

  it('answers 304 when the ETag matches', async () => {
    const path = '/assets/page-1a2b.js';
    const first = await get(path, { 'Accept-Encoding': 'br' });
    await first.arrayBuffer();
    // Without the second, fetch asks for the whole anew as a reload would.
    const known = { 'If-None-Match': first.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' };
    const again = await get(path, { 'Accept-Encoding': 'br', ...known });
    expect(again.status).to.equal(304);
    expect(await again.text()).to.equal('');
    const other = await get(path, { 'Accept-Encoding': 'gzip', ...known });
    expect(other.status).to.equal(200);
    await other.arrayBuffer();
  });

  it('answers HEAD with the headers only', async () => {
    const response = await get('/', {}, 'HEAD');
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-length')).to.equal(String(DOCUMENT.length));
    expect(await response.text()).to.equal('');
  });

  it('sends no other files', async () => {
    for (const path of ['/assets/other.js', '/assets/page-1a2b.js.br', '/assets/..%2fsecret.json']) {
      const response = await get(path);
      expect(response.status, path).to.be.oneOf([400, 404]);
      expect(await response.json()).to.have.property('hint').that.is.not.empty;
    }
    expect((await get('/secret.json')).status).to.equal(401);
    expect((await get('/index.html')).status).to.equal(401);
  });

  it('does not affect the API', async () => {
    expect((await get('/thing')).status).to.equal(401);
    const written = await get('/', { Authorization: `Bearer ${app.secrets.admin}` }, 'POST');
    expect(written.status).to.equal(405);
    expect(written.headers.get('allow')).to.include('GET');
  });

  it('keeps its files in memory when they are removed', async () => {
    rmSync(join(folder, 'assets'), { recursive: true });
    const response = await get('/assets/page-1a2b.js');
    expect(response.status).to.equal(200);
    expect(await response.text()).to.equal(SCRIPT);
  });

  function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    return fetch(app.url + path, { method, headers: { 'Accept-Encoding': 'identity', ...headers } });
  }
});

describe('an installation without a page', () => {
  let app: TestApp;
  afterEach(() => app.close());

  it('explains how to build it, and uses a later build at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-'));
    const directory = join(folder, 'page');
    app = await startTestApp({ routes: pageRoutes(directory) });
    const missing = await fetch(app.url);
    expect(missing.status).to.equal(404);
    expect(await missing.json())
      .to.have.property('hint')
      .that.includes('npm run build');
    mkdirSync(directory);
    writeFileSync(join(directory, 'index.html'), DOCUMENT);
    expect(await (await fetch(app.url)).text()).to.equal(DOCUMENT);
    rmSync(folder, { recursive: true });
  });
});

function pageRoutes(directory: string): readonly RouteDefinition[] {
  const definitions: RouteDefinition[] = [];
  addPageRoutes({ route: (definition) => definitions.push(definition) }, directory);
  return definitions;
}
