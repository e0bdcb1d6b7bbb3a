import { once } from 'node:events';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readJsonBody } from '../../../src/adapters/inbound/http/read-json-body.ts';
import { openSocket, rawRequest } from './raw-request.ts';
import { routeOf, startTestApp, type TestApp } from './test-app.ts';

const IDLE = 1000;
const LIMITS = { headersTimeoutMs: 150, requestTimeoutMs: 300, keepAliveTimeoutMs: 200, checkIntervalMs: 50 };

describe('slow clients', () => {
  let app: TestApp;
  let handled = 0;

  async function start(limits = LIMITS): Promise<void> {
    handled = 0;
    const routes = [
      routeOf({ path: '/ping', withoutToken: 'anyone' }),
      routeOf({
        path: '/write',
        method: 'POST',
        withoutToken: 'anyone',
        handle: async (context) => {
          await readJsonBody(context);
          handled += 1;
          context.body = {};
        },
      }),
    ];
    app = await startTestApp({ routes, serverLimits: limits });
  }

  afterEach(() => app.close());

  it('are disconnected when their headers are incomplete', async () => {
    await start();
    const answer = await rawRequest(app.port, 'GET /ping HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect(answer.status).to.equal(408);
    expect(answer.text).to.include('application/problem+json').and.include('REQUEST_TIMEOUT');
  });

  it('are disconnected when they send nothing', async () => {
    await start();
    expect((await rawRequest(app.port)).status).to.be.oneOf([0, 408]);
  });

  it('are disconnected when their body is incomplete, without effect', async () => {
    await start();
    const head =
      'POST /write HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
    const answer = await rawRequest(app.port, head, '{"a":');
    expect(answer.status).to.be.oneOf([0, 400, 408]);
    expect(handled).to.equal(0);
  });

  it('are disconnected when they are idle', async () => {
    await start();
    const answer = await rawRequest(app.port, 'GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer.status).to.equal(200);
  });

  it(`do not block others, ${String(IDLE)} at a time`, async () => {
    await start({ ...LIMITS, headersTimeoutMs: 60_000, requestTimeoutMs: 60_000 });
    const sockets = await Promise.all(Array.from({ length: IDLE }, () => openSocket(app.port)));
    for (const socket of sockets) socket.write('GET /ping HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect((await fetch(`${app.url}/ping`)).status).to.equal(200);
    const ends = sockets.map((socket) => once(socket, 'close'));
    await app.close();
    await Promise.all(ends);
    await start();
    expect((await fetch(`${app.url}/ping`)).status).to.equal(200);
  });
});

describe('too many connections of one address', () => {
  const PLACES = 8;
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({
      routes: [routeOf({ path: '/ping', withoutToken: 'anyone' })],
      serverLimits: { ...LIMITS, headersTimeoutMs: 60_000, requestTimeoutMs: 60_000, maxConnections: PLACES },
    });
  });

  afterEach(() => app.close());

  it('lose the oldest idle one to another address', async () => {
    const sockets = [];
    for (let place = 0; place < PLACES; place += 1) sockets.push(await openSocket(app.port));
    const oldest = sockets.shift()!;
    const lost = once(oldest, 'close');
    const other = await openSocket(app.port, '127.0.0.2');
    await lost;
    const answer = once(other, 'data');
    other.write('GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(String(await answer)).to.include('200 OK');
    expect(sockets.map(({ destroyed }) => destroyed)).to.deep.equal(sockets.map(() => false));
    for (const socket of [...sockets, other]) socket.destroy();
  });
});

describe('stopping service', () => {
  it('cancels running requests, sends their answers, and accepts no more', async () => {
    let began = (): void => undefined;
    const underway = new Promise<void>((resolve) => (began = resolve));
    const app = await startTestApp({
      routes: [
        routeOf({
          withoutToken: 'anyone',
          handle: async (context) => {
            const { signal } = context.state;
            began();
            await once(signal, 'abort');
            context.body = { cancelled: signal.aborted };
          },
        }),
      ],
    });
    const answer = fetch(`${app.url}/thing`);
    await underway;
    app.stopping.abort();
    await app.server.close(5000);
    expect(await (await answer).json()).to.deep.equal({ cancelled: true });
    const refused = await fetch(`${app.url}/thing`).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(TypeError);
  });

  it('closes connections with endless answers', async () => {
    const app = await startTestApp({
      routes: [routeOf({ withoutToken: 'anyone', handle: () => new Promise<void>(() => undefined) })],
    });
    const answer = fetch(`${app.url}/thing`).catch((error: unknown) => error);
    await new Promise<void>((resolve) => setImmediate(resolve));
    await app.server.close(50);
    expect(await answer).to.be.instanceOf(TypeError);
  });

  it('aborts the signal of a request when its caller closes the connection', async () => {
    let signal: AbortSignal | undefined;
    let began = (): void => undefined;
    const underway = new Promise<void>((resolve) => (began = resolve));
    const app = await startTestApp({
      routes: [
        routeOf({
          withoutToken: 'anyone',
          handle: async (context) => {
            signal = context.state.signal;
            began();
            await once(signal, 'abort');
          },
        }),
      ],
    });
    const caller = new AbortController();
    const answer = fetch(`${app.url}/thing`, { signal: caller.signal }).catch((error: unknown) => error);
    await underway;
    expect(signal?.aborted).to.equal(false);
    caller.abort();
    await answer;
    if (signal?.aborted === false) await once(signal, 'abort');
    expect(signal?.aborted).to.equal(true);
    await app.close();
  });
});
