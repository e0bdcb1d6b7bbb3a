import { expect } from 'chai';
import { assert, property } from 'fast-check';
import { describe, it } from 'mocha';
import { CronerCalendar } from '../../../src/adapters/outbound/calendar/croner-calendar.ts';
import { InMemoryCalendar } from '../../support/in-memory-calendar.ts';
import { anyMoment, anySchedule, describeCalendar } from './calendar.contract.ts';

describeCalendar('CronerCalendar', () => new CronerCalendar());

describe('CronerCalendar', () => {
  const calendar = new CronerCalendar();

  it('agrees with InMemoryCalendar', () => {
    const plain = new InMemoryCalendar();
    assert(
      property(anySchedule.expression, anySchedule.timeZone, anyMoment, (expression, timeZone, moment) => {
        const schedule = { expression, timeZone };
        expect(calendar.nextAfter(schedule, moment)).to.deep.equal(plain.nextAfter(schedule, moment));
        expect(calendar.latestUpTo(schedule, moment)).to.deep.equal(plain.latestUpTo(schedule, moment));
      }),
      { numRuns: 1000 },
    );
  });

  for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo']) {
    it(`agrees with it in every minute around each clock change in ${timeZone}`, () => {
      const plain = new InMemoryCalendar();
      for (const change of changesOfTheClocks(timeZone)) {
        for (const expression of [
          '30 2 * * *',
          '15 0 * * *',
          '*/20 1-3 * * *',
          '45 23 * * *',
          '20 * * * *',
        ]) {
          const schedule = { expression, timeZone };
          for (let minute = -100; minute <= 100; minute += 5) {
            const moment = new Date(change + minute * 60_000);
            expect(calendar.nextAfter(schedule, moment)).to.deep.equal(plain.nextAfter(schedule, moment));
            expect(calendar.latestUpTo(schedule, moment)).to.deep.equal(plain.latestUpTo(schedule, moment));
          }
        }
      }
    });
  }

  it('accepts names and nicknames', () => {
    const from = new Date('2026-11-22T00:00:00Z');
    expect(calendar.problemOf('0 2 * JAN MON-FRI')).to.equal(undefined);
    expect(calendar.nextAfter({ expression: '@daily', timeZone: 'UTC' }, from)).to.deep.equal(
      new Date('2026-11-23T00:00:00Z'),
    );
  });
});

/** Of 2017 to 2019, to the hour or half-hour. */
function changesOfTheClocks(timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const changes: number[] = [];
  const halfHourMs = 30 * 60_000;
  let last = '';
  for (let at = Date.UTC(2017, 0, 1); at < Date.UTC(2020, 0, 1); at += halfHourMs) {
    const offset = format.format(at).split(' ')[1] ?? '';
    if (last !== '' && offset !== last) changes.push(at);
    last = offset;
  }
  return changes;
}
