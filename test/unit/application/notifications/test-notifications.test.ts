import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDisk } from '../../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryLogger } from '../../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryNotificationRecord } from '../../../../src/adapters/outbound/json-records/notification-record.ts';
import { InMemoryNotifier } from '../../../../src/adapters/outbound/notifier/in-memory-notifier.ts';
import { TestNotifications } from '../../../../src/application/notifications/test-notifications.ts';
import { UsageException } from '../../../../src/domain/exceptions/usage-exception.ts';
import { alertChannel, heartbeatChannel } from '../../../support/notifications.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

describe('TestNotifications', () => {
  let disk: InMemoryDisk;
  let logger: InMemoryLogger;
  let ops: InMemoryNotifier;
  let beat: InMemoryNotifier;

  beforeEach(() => {
    disk = new InMemoryDisk();
    logger = new InMemoryLogger();
    ops = new InMemoryNotifier(alertChannel({ events: ['missed'] }));
    beat = new InMemoryNotifier(heartbeatChannel());
  });

  const test = (channel?: string, notifiers = [ops, beat]) => {
    const record = new InMemoryNotificationRecord(disk);
    const ports = { notifiers, record, clock: new ManualClock(), logger };
    return new TestNotifications(ports).execute({ channel });
  };

  it('sends through every channel, with any events', async () => {
    expect(await test()).to.deep.equal([
      { channel: 'ops', type: 'webhook', result: 'delivered', detail: '', durationMs: 0 },
      { channel: 'beat', type: 'heartbeat', result: 'delivered', detail: '', durationMs: 0 },
    ]);
    expect(ops.delivered[0]).to.include({ event: 'test', severity: 'info' });
    expect(ops.delivered[0]?.message).to.include('ops');
  });

  it('sends through one channel', async () => {
    expect((await test('beat')).map(({ channel }) => channel)).to.deep.equal(['beat']);
    expect(ops.attempts).to.equal(0);
  });

  it('reports a failure after one attempt, and records it', async () => {
    ops.answers = [{ kind: 'rejected', problem: 'answered 404' }];
    const [tested] = await test('ops');
    expect(tested).to.include({ result: 'failed', detail: 'answered 404' });
    expect(ops.attempts).to.equal(1);
    const { channels } = await new InMemoryNotificationRecord(disk).read();
    expect(channels[0]).to.include({ channel: 'ops', problem: 'answered 404', failures: 1 });
  });

  it('reports the result even if it cannot be recorded', async () => {
    disk.readOnly = true;
    expect((await test('ops'))[0]?.result).to.equal('delivered');
    expect(logger.records[0]?.message).to.include('could not be recorded');
  });

  it('refuses an unknown channel, and lists the known ones', async () => {
    const error = await rejectionOf(test('mail'));
    expect(error).to.be.instanceOf(UsageException);
    expect((error as UsageException).hint).to.equal('The channels are: ops, beat.');
  });

  it('refuses without any channel', async () => {
    const error = await rejectionOf(test(undefined, []));
    expect((error as UsageException).hint).to.include('notify');
  });
});
