import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  noteAttempt,
  EMPTY_NOTIFICATION_STATE,
  recordDeliveryResult,
  claimDue,
  type Delivery,
  type NotificationState,
} from '../../../../src/domain/notification/notification-state.ts';
import { NOON, notificationWith } from '../../../support/notifications.ts';

const MINUTE_MS = 60_000;
const after = (minutes: number): Date => new Date(NOON.getTime() + minutes * MINUTE_MS);
const delivery = (changes: Partial<Delivery> = {}): Delivery => ({
  channel: 'ops',
  notification: notificationWith(),
  rounds: 0,
  notBefore: NOON,
  ...changes,
});
const stateWith = (...outbox: readonly Delivery[]): NotificationState => ({
  ...EMPTY_NOTIFICATION_STATE,
  outbox,
});
const UNAVAILABLE = { kind: 'unavailable', problem: 'nobody there' } as const;

describe('claimDue', () => {
  it('claims a due delivery once', () => {
    const first = claimDue(stateWith(delivery()), ['ops'], NOON);
    expect(first.deliveries).to.deep.equal([delivery()]);
    expect(claimDue(first.state, ['ops'], after(1)).deliveries).to.deep.equal([]);
  });

  it('claims it again when its process seems to be dead', () => {
    const { state } = claimDue(stateWith(delivery()), ['ops'], NOON);
    expect(claimDue(state, ['ops'], after(10)).deliveries).to.have.lengthOf(1);
  });

  it("leaves other channels' deliveries and waiting ones", () => {
    const rests = delivery({ notBefore: after(1) });
    const { state, deliveries } = claimDue(stateWith(delivery({ channel: 'other' }), rests), ['ops'], NOON);
    expect(deliveries).to.deep.equal([]);
    expect(state.outbox).to.have.lengthOf(2);
  });

  it('claims a delivery with an impossible wait: a clock ran ahead', () => {
    const atRest = claimDue(stateWith(delivery({ notBefore: after(60) })), ['ops'], NOON);
    expect(atRest.deliveries).to.deep.equal([]);
    const { state, deliveries } = claimDue(stateWith(delivery({ notBefore: after(61) })), ['ops'], NOON);
    expect(deliveries).to.have.lengthOf(1);
    expect(state.outbox[0]?.notBefore).to.deep.equal(after(10));
  });

  it('drops deliveries older than three days, and more than five hundred', () => {
    const { state, deliveries } = claimDue(stateWith(delivery()), ['ops'], after(3 * 24 * 60));
    expect([state.outbox, deliveries]).to.deep.equal([[], []]);
    const many = Array.from({ length: 505 }, (_, index) =>
      delivery({ channel: 'other', notification: notificationWith({ id: String(index) }) }),
    );
    const { outbox } = claimDue(stateWith(...many), ['ops'], NOON).state;
    expect([outbox.length, outbox[0]?.notification.id]).to.deep.equal([500, '5']);
  });
});

describe('recordDeliveryResult', () => {
  const other = delivery({ channel: 'other' });
  const settle = (result: Parameters<typeof recordDeliveryResult>[2]): NotificationState =>
    recordDeliveryResult(stateWith(delivery(), other), delivery(), result, NOON);

  for (const result of [{ kind: 'delivered' }, { kind: 'rejected', problem: 'no' }] as const) {
    it(`removes a ${result.kind} delivery, and no other`, () => {
      expect(settle(result).outbox).to.deep.equal([other]);
    });
  }

  it('lets an undeliverable one wait', () => {
    expect(settle(UNAVAILABLE).outbox[0]).to.deep.equal(delivery({ rounds: 1, notBefore: after(5) }));
  });

  it("keeps a postponed one due at once, and does not touch the channel's record", () => {
    const { outbox, channels } = settle({ kind: 'postponed' });
    expect(outbox[0]).to.deep.equal(delivery());
    expect(channels).to.deep.equal([]);
  });
});

describe('the record of a channel', () => {
  it('counts failures since the first, and ends with a success', () => {
    const once = noteAttempt(EMPTY_NOTIFICATION_STATE, 'ops', UNAVAILABLE, NOON);
    const twice = noteAttempt(once, 'ops', { kind: 'rejected', problem: 'no' }, after(1));
    expect(twice.channels).to.deep.equal([
      {
        channel: 'ops',
        lastAttemptAt: after(1),
        lastDeliveredAt: undefined,
        failingSince: NOON,
        failures: 2,
        problem: 'no',
      },
    ]);
    const [well] = noteAttempt(twice, 'ops', { kind: 'delivered' }, after(2)).channels;
    expect(well).to.deep.include({ lastDeliveredAt: after(2), failingSince: undefined, failures: 0 });
    const [again] = noteAttempt(
      { ...EMPTY_NOTIFICATION_STATE, channels: well === undefined ? [] : [well] },
      'ops',
      UNAVAILABLE,
      after(3),
    ).channels;
    expect(again).to.deep.include({ lastDeliveredAt: after(2), failingSince: after(3), failures: 1 });
  });
});
