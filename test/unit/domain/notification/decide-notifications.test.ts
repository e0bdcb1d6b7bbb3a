import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Condition, Observation } from '../../../../src/domain/notification/condition.ts';
import {
  decideNotifications,
  type NotificationDraft,
} from '../../../../src/domain/notification/decide-notifications.ts';
import { conditionWith, failing, NOON, succeeding } from '../../../support/notifications.ts';

const HOUR_MS = 3_600_000;
const after = (hours: number): Date => new Date(NOON.getTime() + hours * HOUR_MS);
const disk = (severity: 'warning' | 'critical'): Observation => ({
  ...failing(),
  event: 'disk_low',
  database: undefined,
  subject: undefined,
  severity,
});

/** The due notifications of each step, each some hours after noon. */
function tell(...steps: readonly (readonly [hours: number, ...Observation[]])[]): readonly string[] {
  let conditions: readonly Condition[] = [];
  const told: string[] = [];
  for (const [hours, ...observations] of steps) {
    const decision = decideNotifications(conditions, observations, after(hours));
    conditions = decision.conditions;
    told.push(...decision.due.map((draft) => inShort(hours, draft)));
  }
  return told;
}

function inShort(hours: number, { event, database, reminder, recoveredFrom }: NotificationDraft): string {
  const what = recoveredFrom === undefined ? event : `${event} from ${recoveredFrom}`;
  return `${String(hours)}: ${database ?? 'host'} ${what}${reminder ? ' again' : ''}`;
}

describe('decideNotifications', () => {
  it('notifies once when a condition starts and once when it ends', () => {
    expect(tell([0, failing()], [1, failing()], [2, succeeding()], [3, succeeding()])).to.deep.equal([
      '0: app failed',
      '2: app recovered from failed',
    ]);
  });

  it('is silent about normal states', () => {
    expect(tell([0, succeeding()])).to.deep.equal([]);
  });

  it('reminds at most once a day while it lasts', () => {
    const hourly = Array.from({ length: 73 }, (_, hour): readonly [number, Observation] => [hour, failing()]);
    expect(tell(...hourly)).to.deep.equal([
      '0: app failed',
      '24: app failed again',
      '48: app failed again',
      '72: app failed again',
    ]);
  });

  it('reminds of a nightly failure every night, even if it comes a little earlier', () => {
    expect(tell([0, failing()], [23.9, failing()])).to.deep.equal([
      '0: app failed',
      '23.9: app failed again',
    ]);
  });

  it('counts the day from the last reminder, and announces a new start', () => {
    expect(tell([0, failing()], [20, succeeding()], [21, failing()], [25, failing()])).to.deep.equal([
      '0: app failed',
      '20: app recovered from failed',
      '21: app failed',
    ]);
  });

  it('keeps databases, events and subjects apart', () => {
    const verify = { ...failing(), subject: 'verify' };
    const overdue = { ...failing(), event: 'overdue', subject: undefined } as const;
    expect(tell([0, failing(), failing('shop'), verify, overdue], [1, succeeding('shop')])).to.deep.equal([
      '0: app failed',
      '0: shop failed',
      '0: app failed',
      '0: app overdue',
      '1: shop recovered from failed',
    ]);
  });

  it('notifies at once when it gets worse, and only once', () => {
    expect(
      tell([0, disk('warning')], [1, disk('critical')], [2, disk('warning')], [3, disk('critical')]),
    ).to.deep.equal(['0: host disk_low', '1: host disk_low']);
  });

  it('names the start, in reminders and at the end too', () => {
    const { due } = decideNotifications([conditionWith()], [failing()], after(30));
    expect(due[0]).to.deep.include({ since: NOON, at: after(30), reminder: true });
    const end = decideNotifications([conditionWith()], [succeeding()], after(31));
    expect(end.due[0]).to.deep.include({
      since: NOON,
      at: after(31),
      severity: 'info',
      message: 'it succeeded',
    });
  });

  it('continues to remind after the clock was set back by years', () => {
    const future = new Date('2042-01-01T00:00:00Z');
    const known = conditionWith({ announcedAt: future, seenAt: future, since: future });
    expect(decideNotifications([known], [failing()], NOON).due).to.have.lengthOf(1);
  });

  it('drops silently after thirty days without an observation', () => {
    const { conditions, due } = decideNotifications([conditionWith()], [], after(30 * 24));
    expect([conditions, due]).to.deep.equal([[], []]);
    expect(decideNotifications([conditionWith()], [], after(29 * 24)).conditions).to.have.lengthOf(1);
  });

  it('keeps no more than a thousand', () => {
    const many = Array.from({ length: 1005 }, (_, index) => failing(`db${String(index)}`));
    const { conditions } = decideNotifications([], many, NOON);
    expect(conditions).to.have.lengthOf(1000);
    expect(conditions.at(-1)?.database).to.equal('db1004');
  });

  it('alternates starts and ends, with reminders a day apart, in any sequence', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let hours = 0;
        let conditions: readonly Condition[] = [];
        let lasts = false;
        let lastTold = Number.NEGATIVE_INFINITY;
        for (const [pause, holds] of steps) {
          hours += pause;
          const decision = decideNotifications(conditions, [holds ? failing() : succeeding()], after(hours));
          conditions = decision.conditions;
          const isDue = holds ? !lasts || hours - lastTold >= 23.5 : lasts;
          expect(decision.due).to.have.lengthOf(isDue ? 1 : 0);
          if (isDue) lastTold = hours;
          lasts = holds;
        }
      }),
    );
  });
});
