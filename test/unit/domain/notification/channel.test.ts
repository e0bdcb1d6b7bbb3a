import { expect } from 'chai';
import { describe, it } from 'mocha';
import { wantsAlert, wantsHeartbeat } from '../../../../src/domain/notification/channel.ts';
import {
  alertChannel,
  conditionWith,
  heartbeatChannel,
  notificationWith,
} from '../../../support/notifications.ts';

describe('wantsAlert', () => {
  const failed = notificationWith();
  const recovered = notificationWith({ event: 'recovered', recoveredFrom: 'failed' });

  it('is true for the events of a channel', () => {
    expect(wantsAlert(alertChannel(), failed)).to.equal(true);
    expect(wantsAlert(alertChannel({ events: ['missed'] }), failed)).to.equal(false);
  });

  it('is true for an end only where the start was wanted', () => {
    expect(wantsAlert(alertChannel({ events: ['failed', 'recovered'] }), recovered)).to.equal(true);
    expect(wantsAlert(alertChannel({ events: ['missed', 'recovered'] }), recovered)).to.equal(false);
    expect(wantsAlert(alertChannel({ events: ['failed'] }), recovered)).to.equal(false);
  });

  it('is true for the databases of a channel, and for the host', () => {
    const shop = alertChannel({ databases: ['shop'] });
    expect(wantsAlert(shop, failed)).to.equal(false);
    expect(wantsAlert(shop, notificationWith({ database: 'shop' }))).to.equal(true);
    expect(wantsAlert(shop, notificationWith({ event: 'disk_low', database: undefined }))).to.equal(true);
  });

  it('is false for a heartbeat', () => {
    expect(wantsAlert(heartbeatChannel(), failed)).to.equal(false);
  });
});

describe('wantsHeartbeat', () => {
  const succeeded = { event: 'succeeded', database: 'app' } as const;

  it('is true for the events and databases of a channel', () => {
    expect(wantsHeartbeat(heartbeatChannel(), succeeded, [])).to.equal(true);
    expect(wantsHeartbeat(heartbeatChannel({ events: ['failed'] }), succeeded, [])).to.equal(false);
    expect(wantsHeartbeat(heartbeatChannel({ databases: ['shop'] }), succeeded, [])).to.equal(false);
    expect(wantsHeartbeat(alertChannel(), succeeded, [])).to.equal(false);
  });

  it('reports no success while the backup of another of its databases fails', () => {
    const shopFails = [conditionWith({ database: 'shop' })];
    expect(wantsHeartbeat(heartbeatChannel(), succeeded, shopFails)).to.equal(false);
    expect(wantsHeartbeat(heartbeatChannel({ databases: ['app'] }), succeeded, shopFails)).to.equal(true);
    expect(wantsHeartbeat(heartbeatChannel(), { ...succeeded, event: 'started' }, shopFails)).to.equal(true);
  });

  it('ignores a failed cleanup, and the failure that this success ends', () => {
    const others = [conditionWith({ database: 'shop', subject: 'cleanup' }), conditionWith()];
    expect(wantsHeartbeat(heartbeatChannel(), succeeded, others)).to.equal(true);
    expect(
      wantsHeartbeat(heartbeatChannel(), succeeded, [conditionWith({ database: 'shop', event: 'overdue' })]),
    ).to.equal(true);
  });
});
