import { expect } from 'chai';
import { describe, it } from 'mocha';
import { textOf, titleOf } from '../../../../src/domain/notification/notification.ts';
import { pauseMs, pauseBeforeRetryMs } from '../../../../src/domain/notification/retry-delay.ts';
import { NOON, notificationWith } from '../../../support/notifications.ts';

describe('titleOf', () => {
  for (const [changes, title] of [
    [{}, 'app: create failed'],
    [{ reminder: true }, 'app: create failed (still)'],
    [{ subject: undefined }, 'app: failed'],
    [{ event: 'disk_low', database: undefined }, 'disk filling up'],
    [{ event: 'recovered', recoveredFrom: 'overdue' }, 'app: recovered from: backup overdue'],
  ] as const) {
    it(title, () => {
      expect(titleOf(notificationWith(changes))).to.equal(title);
    });
  }
});

describe('textOf', () => {
  it('contains the event, the next step, place and time', () => {
    expect(textOf(notificationWith(), 'box')).to.equal(
      'create of app failed: no database at /data/äpp.db\n\nWhat to do: Check the path.\n\nHost: box\n' +
        'Code: DATABASE_NOT_FOUND\nAt: 2026-11-22T12:00:00.000Z\n',
    );
  });

  it('contains the start of a lasting condition, and omits missing parts', () => {
    const lasting = notificationWith({ reminder: true, hint: '', code: undefined, message: 'still' });
    expect(textOf(lasting, 'box')).to.equal(
      `still\n\nHost: box\nAt: ${NOON.toISOString()}\nSince: ${NOON.toISOString()}\n`,
    );
    expect(textOf(notificationWith({ event: 'recovered' }), 'box')).to.include('Since: ');
  });
});

describe('pauses between attempts', () => {
  it('double, reduced randomly up to a half', () => {
    expect([1, 2, 3].map((attempt) => pauseMs(attempt, 0))).to.deep.equal([1000, 2000, 4000]);
    expect([1, 2, 3].map((attempt) => pauseMs(attempt, 1))).to.deep.equal([500, 1000, 2000]);
  });

  it('are as long as the receiver demands', () => {
    expect(pauseMs(1, 0.5, 30_000)).to.equal(30_000);
  });

  it('grow between rounds from five minutes to an hour', () => {
    expect([0, 1, 2, 3, 4, 5, 40].map((rounds) => pauseBeforeRetryMs(rounds) / 60_000)).to.deep.equal([
      5, 5, 10, 20, 40, 60, 60,
    ]);
  });
});
