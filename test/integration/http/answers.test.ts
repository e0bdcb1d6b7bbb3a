import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { problemOf, STATUS_OF } from '../../../src/adapters/inbound/http/problem-document.ts';
import { directoryException } from '../../../src/adapters/outbound/files/directory-exception.ts';
import {
  outsideFailure,
  packFailure,
  unpackFailure,
} from '../../../src/adapters/outbound/task-worker/task-failures.ts';
import { beyondReserve } from '../../../src/domain/backup/reserve.ts';
import { EXCEPTION_CODES } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import {
  BackupDirectoryException,
  NO_SPACE,
} from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { exceptionFromCode } from '../../../src/domain/exceptions/exception-from-code.ts';
import { rawRequest } from './raw-request.ts';
import { bearer, routeOf, startTestApp, type TestApp } from './test-app.ts';

const SECRET_IN_ERROR = 'the-inner-secret';

describe('answers', () => {
  let app: TestApp;

  before(async () => {
    const routes = [
      routeOf({ path: '/thing', withoutToken: 'anyone' }),
      routeOf({
        path: '/unwell',
        withoutToken: 'anyone',
        handle: (context) => {
          context.status = 503;
          context.body = {};
        },
      }),
      routeOf({
        path: '/bug',
        withoutToken: 'anyone',
        handle: () => {
          throw new TypeError(SECRET_IN_ERROR);
        },
      }),
      routeOf({
        path: '/locked',
        withoutToken: 'anyone',
        handle: () => {
          throw new DatabaseAccessException('somebody holds a lock', { hint: 'Wait.' });
        },
      }),
      routeOf({
        path: '/write/:name',
        method: 'PUT',
        scope: 'operate',
        audit: 'write',
        handle: (context) => {
          if (context.params['name'] === 'broken') {
            throw new BackupDirectoryException('the disk is full', {
              hint: 'Free some.',
              details: { reason: NO_SPACE },
            });
          }
          context.state.auditTarget = 'a database';
          context.body = {};
        },
      }),
    ];
    app = await startTestApp({ routes });
  });

  beforeEach(() => {
    app.logger.records.length = 0;
  });

  after(() => app.close());

  const recordsOf = (event: string): readonly Readonly<Record<string, unknown>>[] =>
    app.logger.records
      .map((record) => JSON.parse(JSON.stringify(record)) as Readonly<Record<string, unknown>>)
      .map((record) => ({ ...record, ...(record['fields'] as object | undefined) }))
      .filter((record) => (record as Readonly<Record<string, unknown>>)['event'] === event);

  it('have a request id, the given one when it is valid', async () => {
    const idOf = async (given: string): Promise<string | null> =>
      (await fetch(`${app.url}/thing`, { headers: { 'X-Request-Id': given } })).headers.get('X-Request-Id');
    expect(await idOf('trace-1:a.b_c')).to.equal('trace-1:a.b_c');
    for (const odd of ['a b', '<x>', `x${'y'.repeat(64)}`, '-x', 'ü']) {
      expect(await idOf(odd), odd).to.match(/^[0-9a-f-]{36}$/);
    }
  });

  it('are problem documents after a failure', async () => {
    const answer = await fetch(`${app.url}/thing`, { method: 'DELETE', headers: bearer(app.secrets.read) });
    expect(answer.status).to.equal(405);
    expect(answer.headers.get('Content-Type')).to.equal('application/problem+json');
    expect(answer.headers.get('Cache-Control')).to.equal('no-store');
    expect(answer.headers.get('Allow')).to.equal('GET, HEAD, OPTIONS');
    expect(await answer.json()).to.deep.equal({
      type: 'about:blank',
      title: 'Method Not Allowed',
      status: 405,
      detail: 'method DELETE is not allowed',
      code: 'METHOD_NOT_ALLOWED',
      hint: 'Use one of GET, HEAD, OPTIONS.',
      details: {},
      request_id: answer.headers.get('X-Request-Id'),
    });
  });

  it('hide the message of an internal error', async () => {
    const answer = await fetch(`${app.url}/bug`);
    const text = await answer.text();
    expect(answer.status).to.equal(500);
    expect(text).to.not.include(SECRET_IN_ERROR).and.not.include('.ts').and.not.include('TypeError');
    expect(JSON.parse(text)).to.include({ code: 'INTERNAL', request_id: answer.headers.get('X-Request-Id') });
    expect(JSON.stringify(app.logger.records)).to.include(SECRET_IN_ERROR).and.include('answers.test.ts');
  });

  it('have Retry-After when a retry may help', async () => {
    const answer = await fetch(`${app.url}/locked`);
    expect(answer.status).to.equal(503);
    expect(answer.headers.get('Retry-After')).to.equal('30');
    expect((await fetch(`${app.url}/bug`)).headers.get('Retry-After')).to.equal(null);
  });

  it('do not wait for the body of a refused request', async () => {
    const head = 'PUT /write/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n';
    const answer = await rawRequest(app.port, head, '{');
    expect(answer.status).to.equal(401);
    expect(answer.text).to.match(/^connection: close\r$/im);
  });

  it('have no body for HEAD and OPTIONS', async () => {
    for (const [method, status] of [
      ['HEAD', 200],
      ['OPTIONS', 204],
    ] as const) {
      const answer = await fetch(`${app.url}/thing`, { method, headers: bearer(app.secrets.read) });
      expect(answer.status, method).to.equal(status);
      expect(await answer.text()).to.equal('');
    }
    const missing = await fetch(`${app.url}/nowhere`, { method: 'HEAD', headers: bearer(app.secrets.read) });
    expect([missing.status, await missing.text()]).to.deep.equal([404, '']);
  });

  it('are sent for unknown methods', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'M-SEARCH', 'PURGE']) {
      const token = bearer(app.secrets.read).Authorization;
      const head = `${method} /thing HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${token}\r\nConnection: close\r\n\r\n`;
      expect((await rawRequest(app.port, head)).status, method).to.equal(405);
    }
  });

  for (const target of [
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/thing/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/thing/..%5c..%5cwindows',
    '/thing/..\\..\\windows',
    '/thing/%00',
    '/thing/a%0d%0aSet-Cookie:x',
    '/thing/%252e%252e%252fetc',
    '/thing/%c0%ae%c0%ae/',
    '/thing/%',
    '/thing/%zz',
    '/./thing',
    'http://evil.example/thing',
    'thing',
    '*',
  ]) {
    it(`refuse the URL ${target}`, async () => {
      const token = bearer(app.secrets.admin).Authorization;
      const head = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${token}\r\nConnection: close\r\n\r\n`;
      const { status, text } = await rawRequest(app.port, head);
      expect(status).to.be.oneOf([400, 404]);
      expect(text).to.not.match(/set-cookie|root:/i);
    });
  }

  it('refuse a long URL and long headers', async () => {
    const ask = async (target: string, header = 'x'): Promise<number> =>
      (
        await rawRequest(
          app.port,
          `GET ${target} HTTP/1.1\r\nHost: localhost\r\nX-A: ${header}\r\nConnection: close\r\n\r\n`,
        )
      ).status;
    expect(await ask(`/thing?${'x'.repeat(5000)}`)).to.equal(414);
    expect(await ask(`/${'x'.repeat(65_536)}`)).to.equal(431);
    expect(await ask('/thing', 'x'.repeat(65_536))).to.equal(431);
    expect(await ask('/thing')).to.equal(200);
  });

  it('refuse repeated headers', async () => {
    for (const header of [
      'Host: localhost',
      'Authorization: Bearer a',
      'Origin: http://localhost',
      'Content-Type: a/b',
    ]) {
      const head = `GET /thing HTTP/1.1\r\nHost: localhost\r\n${header}\r\n${header}\r\nConnection: close\r\n\r\n`;
      expect((await rawRequest(app.port, head)).status, header).to.equal(400);
    }
  });

  it('refuse a request that is not HTTP', async () => {
    for (const bytes of [
      '\0\0\0\0\r\n\r\n',
      'GET /thing\r\n\r\n',
      'GET /thing HTTP/1.1\r\nHost localhost\r\n\r\n',
      '\x16\x03\x01\x02\0',
    ]) {
      const { status, text } = await rawRequest(app.port, bytes, '\r\n\r\n');
      expect(status, JSON.stringify(bytes)).to.be.oneOf([0, 400, 403]);
      expect(text).to.not.match(/\n\s+at |node:/);
    }
    const noHost = await rawRequest(app.port, 'GET /thing HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(noHost.status).to.equal(400);
    const old = await rawRequest(app.port, 'GET /thing HTTP/1.0\r\n\r\n');
    expect(old.status).to.equal(403);
  });

  it('are logged without query, token and body', async () => {
    const answer = await fetch(`${app.url}/write/shop?ticket=query-secret`, {
      method: 'PUT',
      headers: {
        ...bearer(app.secrets.operate),
        Cookie: 'cookie-secret',
        'Content-Type': 'application/json',
      },
      body: '{"x":"body-secret"}',
    });
    await answer.text();
    const text = JSON.stringify(app.logger.records);
    expect(text)
      .to.not.match(/query-secret|cookie-secret|body-secret/)
      .and.not.include(app.secrets.operate);
    expect(recordsOf('access')[0]).to.include({
      method: 'PUT',
      path: '/write/shop',
      status: 200,
      caller: 'the-operate',
    });
  });

  it('are logged at debug for reads, at info for others', async () => {
    await (await fetch(`${app.url}/thing`)).text();
    await (await fetch(`${app.url}/unwell`)).text();
    await (await fetch(`${app.url}/nowhere`)).text();
    expect(recordsOf('access').map(({ level, status }) => [level, status])).to.deep.equal([
      ['debug', 200],
      ['debug', 503],
      ['info', 401],
    ]);
  });

  it('have an audit record for every write', async () => {
    const put = async (name: string, secret: string): Promise<void> => {
      await (await fetch(`${app.url}/write/${name}`, { method: 'PUT', headers: bearer(secret) })).text();
    };
    await put('shop', app.secrets.operate);
    await put('shop', app.secrets.read);
    await put('broken', app.secrets.admin);
    const told = recordsOf('audit').map(({ action, caller, target, outcome, status, code }) => [
      action,
      caller,
      target,
      outcome,
      status,
      code,
    ]);
    expect(told).to.deep.equal([
      ['write', 'the-operate', 'a database', 'done', 200, undefined],
      ['write', 'the-read', '/write/shop', 'refused', 403, 'FORBIDDEN'],
      ['write', 'the-admin', '/write/broken', 'failed', 507, 'BACKUP_DIRECTORY'],
    ]);
  });

  it('are counted by route, not by path', async () => {
    const before = app.observed.length;
    await (await fetch(`${app.url}/write/shop`, { method: 'PUT' })).text();
    await (await fetch(`${app.url}/made-up`)).text();
    expect(app.observed.slice(before).map(({ route, status }) => [route, status])).to.deep.equal([
      ['/write/:name', 401],
      ['none', 401],
    ]);
  });
});

describe('problem documents', () => {
  it('have the documented status for every code', () => {
    const table = EXCEPTION_CODES.map((code) => {
      const { status, hint } = problemOf(exceptionFromCode(code, 'x', { hint: 'y' }), 'id');
      expect(hint).to.equal('y');
      return [code, status];
    });
    expect(Object.fromEntries(table)).to.deep.equal(STATUS_OF);
  });

  it('distinguish a full disk from other failures of the directory', () => {
    const documentOf = (error: unknown): readonly unknown[] => {
      const { status, details } = problemOf(error, 'id');
      return [status, details['reason']];
    };
    const ofSystem = (code: string): unknown =>
      directoryException(Object.assign(new Error('write'), { code, syscall: 'write' }), '/backup');
    const ofReserve = beyondReserve('/backup', { neededBytes: 2, freeBytes: 1, reserveBytes: 0 });
    const ofSqlite = outsideFailure(Object.assign(new Error('database or disk is full'), { errcode: 13 }));
    for (const error of [ofSystem('ENOSPC'), ofSystem('EDQUOT'), ofReserve, ofSqlite])
      expect(documentOf(error)).to.deep.equal([507, 'no_space']);
    expect(documentOf(ofSystem('EACCES'))).to.deep.equal([500, undefined]);
    // The message alone decides nothing.
    const text = exceptionFromCode('BACKUP_DIRECTORY', 'no room left: /backup', { hint: '' });
    expect(documentOf(text)).to.deep.equal([500, undefined]);
  });

  it('keep the reason across the boundary of the task worker', () => {
    const thrown = beyondReserve('/backup', { neededBytes: 2, freeBytes: 1, reserveBytes: 0 });
    const carried = structuredClone(packFailure(thrown));
    expect(problemOf(unpackFailure(carried), 'id').status).to.equal(507);
  });
});
