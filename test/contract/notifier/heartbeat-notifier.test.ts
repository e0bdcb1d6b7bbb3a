import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { HeartbeatNotifier } from '../../../src/adapters/outbound/notifier/heartbeat-notifier.ts';
import type { DeliveryOutcome } from '../../../src/application/ports/notifier.ts';
import type { NotificationEvent } from '../../../src/domain/notification/notification.ts';
import { HttpReceiver } from '../../support/http-receiver.ts';
import { heartbeatChannel, NOON, notificationWith } from '../../support/notifications.ts';
import { httpSubject, SENDER } from './http-subject.ts';
import { describeNotifier } from './notifier.contract.ts';

const CLOCK = { now: () => NOON };

describeNotifier('HeartbeatNotifier', () =>
  httpSubject(
    (url, timeoutMs) =>
      new HeartbeatNotifier(heartbeatChannel(), { url, method: 'POST', timeoutMs }, SENDER, CLOCK),
    notificationWith({ event: 'succeeded' }),
  ),
);

describe('HeartbeatNotifier over HTTP', () => {
  let receiver: HttpReceiver;

  beforeEach(async () => {
    receiver = await HttpReceiver.start();
  });

  afterEach(() => receiver.stop());

  const ping = (
    event: NotificationEvent,
    path = '/ping/uuid',
    method: 'GET' | 'POST' = 'POST',
  ): Promise<DeliveryOutcome> => {
    const url = receiver.url(path);
    const options = { url, method, timeoutMs: 5000 };
    return new HeartbeatNotifier(heartbeatChannel(), options, SENDER, CLOCK).deliver(
      notificationWith({ event }),
      {},
    );
  };
  const lines = (): readonly string[] => receiver.received.map(({ method, url }) => `${method} ${url}`);

  it('pings start, the URL itself and fail', async () => {
    for (const event of ['started', 'succeeded', 'failed', 'test'] as const) await ping(event);
    expect(lines()).to.deep.equal([
      'POST /ping/uuid/start',
      'POST /ping/uuid',
      'POST /ping/uuid/fail',
      'POST /ping/uuid/log',
    ]);
  });

  it('says no more than a monitor keeps', async () => {
    const url = receiver.url('/ping');
    const options = { url, method: 'POST', timeoutMs: 5000 } as const;
    const long = notificationWith({ event: 'failed', message: 'x'.repeat(20_000) });
    await new HeartbeatNotifier(heartbeatChannel(), options, SENDER, CLOCK).deliver(long, {});
    expect(receiver.received[0]?.body).to.have.lengthOf(10_000);
  });

  it('says the reason', async () => {
    await ping('failed');
    expect(receiver.received[0]?.body).to.include('no database at /data/äpp.db').and.include('Host: box');
  });

  it('can be GET, without a body', async () => {
    await ping('failed', '/ping/uuid', 'GET');
    expect(lines()).to.deep.equal(['GET /ping/uuid/fail']);
    expect(receiver.received[0]?.body).to.equal('');
  });

  it('keeps a query, and makes no double slash', async () => {
    await ping('started', '/ping/uuid/?create=1');
    await ping('succeeded', '/ping/uuid/?create=1');
    expect(lines()).to.deep.equal(['POST /ping/uuid/start?create=1', 'POST /ping/uuid/?create=1']);
  });

  it('cannot report events that monitors do not have', async () => {
    expect((await ping('disk_low')).kind).to.equal('rejected');
    expect(lines()).to.deep.equal([]);
  });
});
