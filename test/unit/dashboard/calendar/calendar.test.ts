import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { CalendarDay, DayOutcome } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  countByMonth,
  summariseDays,
} from '../../../../src/adapters/inbound/dashboard/views/calendar/calendar-days.ts';
import {
  stepDay,
  stripMonths,
  weekBlocks,
  weekdayOf,
} from '../../../../src/adapters/inbound/dashboard/views/calendar/calendar-layout.ts';

const DAY_MS = 86_400_000;

describe('the days of a calendar', () => {
  it('are counted by outcome from the first day with a run', () => {
    const days = daysOf('2026-09-30', ['none', 'none', 'verified', 'missed', 'failed', 'none', 'missed']);
    expect(summariseDays(days)).to.deep.equal({
      days: 5,
      counts: { verified: 1, made: 0, unchanged: 0, failed: 1, missed: 2, none: 1 },
      failedDates: ['2026-10-04'],
      missedDates: ['2026-10-06', '2026-10-03'],
    });
  });

  it('count as none without a run', () => {
    expect(summariseDays(daysOf('2026-10-01', ['none', 'none'])).days).to.equal(0);
  });

  it('start with the first run, also without a backup', () => {
    const [first, ...others] = daysOf('2026-10-01', ['none', 'none']);
    expect(summariseDays([{ ...first!, runs: 1 }, ...others]).days).to.equal(2);
  });

  it('are counted by month, newest first', () => {
    const months = countByMonth(daysOf('2026-10-31', ['verified', 'verified', 'made']));
    expect(months.map(({ month, counts }) => [month, counts.verified, counts.made])).to.deep.equal([
      ['2026-11', 1, 1],
      ['2026-10', 1, 0],
    ]);
  });
});

describe('a year of weeks', () => {
  it('starts each week on Monday', () => {
    expect(weekdayOf('2026-11-23')).to.equal(0);
    expect(weekdayOf('2026-11-22')).to.equal(6);
  });

  it('has every day once, in columns of seven, in the given number of blocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15, max: 366 }), fc.integer({ min: 0, max: 3000 }), (count, offset) => {
        const dates = datesOf(count, offset);
        const blocks = weekBlocks(dates, 2);
        expect(blocks).to.have.length(2);
        let next = 0;
        for (const block of blocks) {
          expect(block.start).to.equal(next);
          expect(block.firstRow).to.equal(weekdayOf(dates[block.start]!));
          expect(block.columns).to.equal(Math.ceil((block.firstRow + block.count) / 7));
          next += block.count;
        }
        expect(next).to.equal(count);
      }),
    );
  });

  it('labels each month at its start when there is room', () => {
    const dates = daysOf(
      '2026-10-30',
      Array.from({ length: 40 }, (): DayOutcome => 'none'),
    ).map(({ date }) => date);
    expect(stripMonths(dates, 5)).to.deep.equal([
      { month: '2026-11', column: 2 },
      { month: '2026-12', column: 32 },
    ]);
    const [block] = weekBlocks(dates, 1);
    expect(block?.months.map(({ month }) => month)).to.deep.equal(['2026-11', '2026-12']);
  });

  it('is empty without days', () => {
    expect(weekBlocks([], 2)).to.deep.equal([]);
  });
});

describe('the keys of a calendar', () => {
  it('move in the direction of the layout', () => {
    expect(stepDay('ArrowLeft', 50, 90, 'strip')).to.equal(49);
    expect(stepDay('ArrowLeft', 50, 366, 'year')).to.equal(43);
    expect(stepDay('ArrowDown', 50, 366, 'year')).to.equal(51);
    expect(stepDay('Home', 50, 90, 'strip')).to.equal(0);
    expect(stepDay('End', 50, 90, 'strip')).to.equal(89);
  });

  it('stay inside, and ignore other keys', () => {
    expect(stepDay('ArrowLeft', 3, 366, 'year')).to.equal(0);
    expect(stepDay('PageDown', 80, 90, 'strip')).to.equal(89);
    expect(stepDay('Tab', 3, 90, 'strip')).to.equal(undefined);
  });
});

function daysOf(from: string, outcomes: readonly DayOutcome[]): readonly CalendarDay[] {
  const first = Date.parse(`${from}T12:00:00Z`);
  return outcomes.map((outcome, index) => ({
    date: new Date(first + index * DAY_MS).toISOString().slice(0, 10),
    outcome,
    runs: 0,
    failures: 0,
  }));
}

function datesOf(count: number, offset: number): readonly string[] {
  const first = Date.parse('2020-01-01T12:00:00Z') + offset * DAY_MS;
  return Array.from({ length: count }, (_, index) =>
    new Date(first + index * DAY_MS).toISOString().slice(0, 10),
  );
}
