import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { WebhookNotifier } from '../../../src/adapters/outbound/notifier/webhook-notifier.ts';
import type { DeliveryOutcome } from '../../../src/application/ports/notifier.ts';
import type { Notification } from '../../../src/domain/notification/notification.ts';
import { HttpReceiver, type ReceivedRequest } from '../../support/http-receiver.ts';
import { alertChannel, NOON, notificationWith } from '../../support/notifications.ts';
import { httpSubject, SENDER } from './http-subject.ts';
import { describeNotifier } from './notifier.contract.ts';

const SECRET = 'wh_s3cr3t_ü';
const CLOCK = { now: () => NOON };

const notifierTo = (url: URL, secret: string | undefined = SECRET, timeoutMs = 5000): WebhookNotifier =>
  new WebhookNotifier(alertChannel(), { url, secret, timeoutMs }, SENDER, CLOCK);

describeNotifier('WebhookNotifier', () =>
  httpSubject((url, timeoutMs) => notifierTo(url, SECRET, timeoutMs), notificationWith()),
);

describe('WebhookNotifier over HTTP', () => {
  let receiver: HttpReceiver;

  beforeEach(async () => {
    receiver = await HttpReceiver.start();
  });

  afterEach(() => receiver.stop());

  const send = (notification: Notification = notificationWith()): Promise<DeliveryOutcome> =>
    notifierTo(receiver.url('/hook?x=1')).deliver(notification, {});
  const only = (): ReceivedRequest => {
    const [request, ...others] = receiver.received;
    if (request === undefined || others.length > 0) throw new Error('not exactly one request');
    return request;
  };

  it('posts the documented document', async () => {
    await send();
    const { method, url, headers, body } = only();
    expect([method, url, headers['content-type']]).to.deep.equal(['POST', '/hook?x=1', 'application/json']);
    expect(JSON.parse(body)).to.deep.equal({
      format: 1,
      id: '0b0f6f0e-3c43-4b8e-9d0d-0c6f7f1c9a55',
      event: 'failed',
      severity: 'critical',
      title: 'app: create failed',
      database: 'app',
      subject: 'create',
      message: 'create of app failed: no database at /data/äpp.db',
      hint: 'Check the path.',
      code: 'DATABASE_NOT_FOUND',
      since: '2026-11-22T12:00:00.000Z',
      at: '2026-11-22T12:00:00.000Z',
      reminder: false,
      recovered_from: null,
      host: 'box',
      tool_version: '0.1.0',
    });
  });

  it('has null for what there is not', async () => {
    const nothing = { database: undefined, subject: undefined, code: undefined } as const;
    await send(notificationWith({ ...nothing, event: 'recovered', recoveredFrom: 'disk_low' }));
    expect(JSON.parse(only().body)).to.include({
      database: null,
      subject: null,
      code: null,
      recovered_from: 'disk_low',
    });
  });

  it('signs time and body, and names event and delivery', async () => {
    await send();
    const { headers, body } = only();
    const seconds = String(NOON.getTime() / 1000);
    const digest = createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex');
    expect(headers['x-backup-signature']).to.equal(`t=${seconds},v1=${digest}`);
    expect(headers['x-backup-event']).to.equal('failed');
    expect(headers['x-backup-delivery']).to.equal('0b0f6f0e-3c43-4b8e-9d0d-0c6f7f1c9a55');
    expect(headers['user-agent']).to.equal('sqlite-backup-manager/0.1.0');
  });

  it('leaves the signature out without a secret', async () => {
    const channel = alertChannel();
    const url = receiver.url();
    const unsigned = new WebhookNotifier(channel, { url, secret: undefined, timeoutMs: 5000 }, SENDER, CLOCK);
    await unsigned.deliver(notificationWith(), {});
    expect(only().headers).not.to.have.property('x-backup-signature');
  });

  for (const status of [301, 302, 307, 308]) {
    it(`does not follow a redirect (${String(status)})`, async () => {
      receiver.answer = { status, headers: { location: receiver.url('/elsewhere').href } };
      const outcome = await send();
      expect(outcome.kind).to.equal('rejected');
      expect(outcome).to.have.property('problem').that.includes('redirects are not followed');
      expect(only().url).to.equal('/hook?x=1');
    });
  }

  for (const [status, kind] of [
    [200, 'delivered'],
    [202, 'delivered'],
    [400, 'rejected'],
    [404, 'rejected'],
    [410, 'rejected'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [599, 'unavailable'],
  ] as const) {
    it(`takes ${String(status)} for ${kind}`, async () => {
      receiver.answer = { status };
      expect((await send()).kind).to.equal(kind);
    });
  }

  for (const [header, milliseconds] of [
    ['120', 120_000],
    [' 5 ', 5000],
    ['soon', 0],
    ['-5', 0],
    ['Sun, 22 Nov 2020 12:00:00 GMT', 0],
  ] as const) {
    it(`reads Retry-After: ${header}`, async () => {
      receiver.answer = { status: 429, headers: { 'retry-after': header } };
      expect(await send()).to.include({ kind: 'unavailable', retryAfterMs: milliseconds });
    });
  }

  it('reads a date in Retry-After', async () => {
    const date = new Date(NOON.getTime() + 90_000).toUTCString();
    receiver.answer = { status: 503, headers: { 'retry-after': date } };
    expect(await send()).to.include({ retryAfterMs: 90_000 });
  });

  it('closes an unfinished answer', async () => {
    let isLetGo: Promise<unknown> | undefined;
    const server = createServer((_request, response) => {
      isLetGo = once(response, 'close');
      response.writeHead(200).write('there is more');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const url = new URL(`http://127.0.0.1:${String(port)}/hook`);
      const outcome = await notifierTo(url, SECRET, 60_000).deliver(notificationWith(), {});
      expect(outcome).to.deep.equal({ kind: 'delivered' });
      await isLetGo;
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('names what kept it from connecting', async () => {
    const { port } = receiver.url();
    await receiver.stop();
    const outcome = await notifierTo(new URL(`http://127.0.0.1:${port}/hook`)).deliver(
      notificationWith(),
      {},
    );
    expect(outcome).to.have.property('problem').that.includes('ECONNREFUSED');
  });
});
