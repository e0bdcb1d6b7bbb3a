import { expect } from 'chai';
import { property, assert, constantFrom, date } from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import type { Calendar } from '../../../src/application/ports/calendar.ts';

interface Example {
  readonly title: string;
  readonly expression: string;
  readonly timeZone: string;
  /** Not after the first due time, and after the one before. */
  readonly from: string;
  /** Consecutive due times. */
  readonly moments: readonly string[];
}

/** Worked out by hand from the published rules of each zone. */
const EXAMPLES: readonly Example[] = [
  {
    title: 'a time that the clocks skip runs right after the gap (Berlin, 02:30)',
    expression: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-03-28T12:00:00Z',
    moments: ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
  },
  {
    title: 'a time that comes twice runs at the first (Berlin, 02:30)',
    expression: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-10-24T12:00:00Z',
    moments: ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
  },
  {
    title: 'the end of a gap runs once for all that it swallowed (New York)',
    expression: '0,30 2,3 * * *',
    timeZone: 'America/New_York',
    from: '2026-03-07T12:00:00Z',
    moments: ['2026-03-08T07:00:00Z', '2026-03-08T07:30:00Z', '2026-03-09T06:00:00Z'],
  },
  {
    title: 'minutes in steps do not lose the night of the gap, nor run twice in the other one (Berlin)',
    expression: '*/30 2 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-03-28T12:00:00Z',
    moments: ['2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z', '2026-03-30T00:30:00Z'],
  },
  {
    title: 'a step of minutes runs at the first of two like hours only (Berlin)',
    expression: '*/30 2 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-10-24T12:00:00Z',
    moments: ['2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:00:00Z'],
  },
  {
    title: 'half an hour of summer time (Lord Howe, the gap is from 02:00 to 02:30)',
    expression: '15 2 * * *',
    timeZone: 'Australia/Lord_Howe',
    from: '2026-10-03T00:00:00Z',
    moments: ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
  },
  {
    title: 'half an hour that comes twice (Lord Howe, 01:45)',
    expression: '45 1 * * *',
    timeZone: 'Australia/Lord_Howe',
    from: '2026-04-04T00:00:00Z',
    moments: ['2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z'],
  },
  {
    title: 'a midnight that is skipped (São Paulo, 2018)',
    expression: '0 0 * * *',
    timeZone: 'America/Sao_Paulo',
    from: '2018-11-03T12:00:00Z',
    moments: ['2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  },
  {
    title: 'an hour before midnight that comes twice (São Paulo, 2018)',
    expression: '30 23 * * *',
    timeZone: 'America/Sao_Paulo',
    from: '2018-02-17T12:00:00Z',
    moments: ['2018-02-18T01:30:00Z', '2018-02-19T02:30:00Z'],
  },
  {
    title: 'a day that was never there (Samoa, 30 December 2011)',
    expression: '0 12 * * *',
    timeZone: 'Pacific/Apia',
    from: '2011-12-29T00:00:00Z',
    moments: ['2011-12-29T22:00:00Z', '2011-12-30T22:00:00Z'],
  },
  {
    title: 'a zone without summer time (Shanghai)',
    expression: '0 2 * * *',
    timeZone: 'Asia/Shanghai',
    from: '2026-03-28T20:00:00Z',
    moments: ['2026-03-29T18:00:00Z', '2026-03-30T18:00:00Z'],
  },
  {
    title: 'every hour goes by the time that passes, through the gap (Berlin)',
    expression: '0 * * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-03-28T23:30:00Z',
    moments: ['2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z', '2026-03-29T02:00:00Z'],
  },
  {
    title: 'every hour goes by the time that passes, through both of two like hours (Berlin)',
    expression: '0 0-23 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-10-24T23:30:00Z',
    moments: ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z'],
  },
  {
    title: 'of day of the month and day of the week either is enough',
    expression: '0 6 13 * 5',
    timeZone: 'UTC',
    from: '2026-11-07T00:00:00Z',
    moments: ['2026-11-13T06:00:00Z', '2026-11-20T06:00:00Z', '2026-11-27T06:00:00Z', '2026-12-04T06:00:00Z'],
  },
  {
    title: 'leap days',
    expression: '0 0 29 2 *',
    timeZone: 'UTC',
    from: '2026-01-01T00:00:00Z',
    moments: ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z'],
  },
];

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Shanghai',
  'America/Sao_Paulo',
  'America/Nuuk',
  'UTC',
];
const EXPRESSIONS = [
  '0 2 * * *',
  '30 2 * * *',
  '*/20 1-3 * * *',
  '0 */6 * * *',
  '15,45 0,23 * * *',
  '30 * * * *',
  '*/5 * * * *',
  '10 3 1,15 * *',
  '0 2 * * 0',
  '59 23 28-31 * *',
];

export const anySchedule = { expression: constantFrom(...EXPRESSIONS), timeZone: constantFrom(...ZONES) };

/** In these years Brazil had and then abolished summer time. */
export const anyMoment = date({
  min: new Date('2017-01-01T00:00:00Z'),
  max: new Date('2028-01-01T00:00:00Z'),
  noInvalidDate: true,
});

export function describeCalendar(name: string, create: () => Calendar, numRuns = 300): void {
  describe(`${name} is a Calendar`, () => {
    let calendar: Calendar;

    beforeEach(() => {
      calendar = create();
    });

    for (const { title, expression, timeZone, from, moments } of EXAMPLES) {
      const schedule = { expression, timeZone };
      const expected = moments.map((moment) => new Date(moment));

      it(`finds the next due times: ${title}`, () => {
        const found: (Date | undefined)[] = [];
        for (const start of [new Date(from), ...expected.slice(0, -1)])
          found.push(calendar.nextAfter(schedule, start));
        expect(found).to.deep.equal(expected);
      });

      it(`finds the previous due times: ${title}`, () => {
        const latest = expected.map((moment) =>
          calendar.latestUpTo(schedule, new Date(moment.getTime() + 59_999)),
        );
        expect(latest).to.deep.equal(expected);
        const before = expected
          .slice(1)
          .map((moment) => calendar.latestUpTo(schedule, new Date(moment.getTime() - 1)));
        expect(before).to.deep.equal(expected.slice(0, -1));
      });
    }

    it('finds the same due times forwards and backwards', () => {
      assert(
        property(anySchedule.expression, anySchedule.timeZone, anyMoment, (expression, timeZone, moment) => {
          const schedule = { expression, timeZone };
          const next = calendar.nextAfter(schedule, moment);
          if (next === undefined) throw new Error('each of these comes again and again');
          expect(next.getTime()).to.be.above(moment.getTime());
          expect(calendar.latestUpTo(schedule, next)).to.deep.equal(next);
          const latest = calendar.latestUpTo(schedule, moment);
          expect(latest).to.be.at.most(moment);
          expect(calendar.latestUpTo(schedule, new Date(next.getTime() - 1))).to.deep.equal(latest);
          expect(calendar.nextAfter(schedule, latest ?? moment)).to.deep.equal(next);
        }),
        { numRuns },
      );
    });

    it('accepts an expression of five fields', () => {
      for (const { expression } of EXAMPLES)
        expect(calendar.problemOf(expression), expression).to.equal(undefined);
    });

    for (const expression of [
      '',
      'nightly',
      '* * * *',
      '0 0 2 * * *',
      '60 2 * * *',
      '0 24 * * *',
      '0 2 0 * *',
      '0 2 * 13 *',
      '0 2 * * 8',
      '5/5 * * * *',
      '-1 2 * * *',
      '? 2 * * *',
    ]) {
      it(`rejects "${expression}"`, () => {
        expect(calendar.problemOf(expression)).to.match(/^must be a cron expression /);
      });
    }

    it('rejects a time that never comes', () => {
      expect(calendar.problemOf('0 0 31 2 *')).to.equal('must be a cron expression that matches a date');
    });
  });
}
