import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { rawRequest } from './raw-request.ts';
import { startServiceWorld, type ServiceWorld } from './running-service.ts';

const METHODS = ['get', 'post', 'put', 'delete'] as const;

interface Operation {
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
}

const NAMES = [
  '..',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%252e%252e%252fetc%252fpasswd',
  '..%5c..%5cetc',
  '..%c0%af..%c0%afetc',
  '%2fetc%2fpasswd',
  'app.db%00.gz',
  '%0d%0aX-Injected:%201',
  '.state%2fapi-token',
  '.state',
  'app.db',
  'backup_config.json',
  '-rf',
  '$(id)',
  "'%20OR%20'1'='1",
  '%F0%9F%92%A3',
  '%EF%BC%8E%EF%BC%8E%EF%BC%8Fetc',
  'x'.repeat(4000),
  'x'.repeat(65_536),
];

const BODIES = [
  '',
  '[]',
  'null',
  '"x"',
  '{"filename": 1}',
  '{"filename": ["a"]}',
  '{"filename": "../../etc/passwd", "database": "../x"}',
  '{"database": {"$ne": null}}',
  '{"keep_days": "0; rm -rf /"}',
  '{"dry_run": "false"}',
  '{"keep_days": -1}',
  '{"keep_days": 1e400}',
  '{"to": "/etc/cron.d/x", "path": "/etc/passwd"}',
  '{"pinned": "yes", "label": 7}',
  `{"label": ${JSON.stringify('x'.repeat(60_000))}}`,
  `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  '{"__proto__": {"dry_run": true}, "constructor": 1}',
];

describe('hostile requests to a service', () => {
  let world: ServiceWorld;
  let operations: readonly Operation[];
  let filesBefore: ReturnType<ServiceWorld['files']>;

  before(async () => {
    world = await startServiceWorld();
    const created = await send('POST', '/api/backup/create', world.secrets.admin);
    expect(created).to.equal(201);
    const document = (await (
      await fetch(`${world.service.url}/openapi.json`, { headers: headersOf(world.secrets.read) })
    ).json()) as { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method] !== undefined).map((method) => ({
        method: method.toUpperCase(),
        path,
      })),
    );
    expect(operations.length).to.be.greaterThan(15);
  });

  after(() => world.close());

  beforeEach(() => {
    filesBefore = world.files();
  });

  afterEach(async () => {
    expect(world.files()).to.deep.equal(filesBefore);
    expect((await fetch(`${world.service.url}/ping`)).status).to.equal(200);
    expect(world.log()).to.not.include('internal error');
    for (const secret of Object.values(world.secrets)) expect(world.log()).to.not.include(secret);
  });

  function headersOf(secret: string | undefined): Record<string, string> {
    return secret === undefined ? {} : { Authorization: `Bearer ${secret}` };
  }

  async function send(
    method: string,
    path: string,
    secret: string | undefined,
    body?: string,
  ): Promise<number> {
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      ...Object.entries(headersOf(secret)).map(([name, value]) => `${name}: ${value}`),
      ...(body === undefined
        ? []
        : ['Content-Type: application/json', `Content-Length: ${String(Buffer.byteLength(body))}`]),
    ];
    const { status, text } = await rawRequest(world.port, `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
    expect(text).to.not.match(/root:x:|X-Injected|\n\s+at /);
    return status;
  }

  const filled = (path: string, value = 'nothing.db.gz'): string => path.replaceAll(/\{[^}]+\}/g, value);

  it('change and download nothing with a token of the scope read', async () => {
    const closed = operations.filter(({ method, path }) => method !== 'GET' || /download|verify/.test(path));
    for (const { method, path } of closed) {
      expect(await send(method, filled(path), world.secrets.read), `${method} ${path}`).to.be.equal(403);
    }
  });

  it('get only /ping without a valid token', async () => {
    const status = async (secret: string | undefined): Promise<readonly (readonly [Operation, number])[]> =>
      Promise.all(
        operations
          .filter(({ path }) => path !== '/ping')
          .map(async (one) => [one, await send(one.method, filled(one.path), secret)] as const),
      );
    for (const [{ method, path }, given] of await status(undefined)) {
      expect(given, `${method} ${path}`).to.equal(401);
    }
    for (const secret of [`${world.secrets.admin}x`, world.secrets.expired]) {
      for (const [{ method, path }, given] of await status(secret)) {
        expect(given, `${method} ${path}`).to.be.oneOf([401, 429]);
      }
    }
  });
});

describe('unusual names, bodies and methods with the scope admin', () => {
  let world: ServiceWorld;
  let filesBefore: ReturnType<ServiceWorld['files']>;

  before(async () => {
    world = await startServiceWorld();
    await ask('POST', '/api/backup/create');
  });

  after(() => world.close());

  beforeEach(() => {
    filesBefore = world.files();
  });

  afterEach(async () => {
    expect(world.files()).to.deep.equal(filesBefore);
    expect((await fetch(`${world.service.url}/ping`)).status).to.equal(200);
    expect(world.log()).to.not.include('internal error');
  });

  async function ask(method: string, path: string, body?: string): Promise<number> {
    const payload =
      body === undefined
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n`;
    const { status, text } = await rawRequest(
      world.port,
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${world.secrets.admin}\r\nConnection: close\r\n${payload}\r\n${body ?? ''}`,
    );
    expect(text).to.not.match(/root:x:|X-Injected|\n\s+at /);
    return status;
  }

  for (const name of NAMES) {
    it(`refuses the name ${name.slice(0, 60)}`, async () => {
      const expected = name.length > 60_000 ? [431] : [400, 404, 405, 414, 429];
      for (const [method, path] of [
        ['GET', `/api/backup/download/${name}`],
        ['GET', `/api/backup/verify/${name}`],
        ['GET', `/api/backup/inspect/${name}`],
        ['PUT', `/api/backup/state/${name}`],
        ['POST', `/api/backup/acknowledge/${name}`],
        ['DELETE', `/api/backup/jobs/${name}`],
      ] as const) {
        expect(await ask(method, path), `${method} ${path.slice(0, 80)}`).to.be.oneOf(expected);
      }
    });
  }

  for (const body of BODIES) {
    it(`refuses the body ${body.slice(0, 60)}`, async () => {
      for (const [method, path] of [
        ['POST', '/api/backup/restore'],
        ['PUT', '/api/backup/state/nothing.db.gz'],
        ['POST', '/api/backup/cleanup'],
      ] as const) {
        // Nothing to say is what a cleanup by the configuration says.
        const expected = path.endsWith('cleanup') && body === '' ? [200, 429] : [400, 404, 429];
        expect(await ask(method, path, body), `${method} ${path}`).to.be.oneOf(expected);
      }
    });
  }

  it('answers HEAD and OPTIONS on every route', async () => {
    const answer = await fetch(`${world.service.url}/openapi.json`, {
      headers: { Authorization: `Bearer ${world.secrets.read}` },
    });
    const { paths } = (await answer.json()) as { readonly paths: object };
    for (const path of Object.keys(paths).map((one) => one.replaceAll(/\{[^}]+\}/g, 'nothing.db.gz'))) {
      expect(await ask('OPTIONS', path), `OPTIONS ${path}`).to.equal(204);
      if (path === '/api/backup/events') continue;
      expect(await ask('HEAD', path), `HEAD ${path}`).to.be.oneOf([200, 400, 404, 405, 429, 503]);
      expect(await ask('PATCH', path), `PATCH ${path}`).to.equal(405);
    }
  });
});
