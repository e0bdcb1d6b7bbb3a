import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CronerCalendar } from '../../../src/adapters/outbound/calendar/croner-calendar.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { Scheduler } from '../../../src/adapters/inbound/scheduler/scheduler.ts';
import { dailyAt } from '../../../src/domain/schedule/cron-schedule.ts';
import { ScheduledProduct, aTask, settled } from '../../support/scheduled-product.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_NAP_MS = 60_000;

interface Years {
  readonly timeZone: string;
  readonly expression: string;
  readonly from: string;
  readonly to: string;
}

const YEARS: readonly Years[] = [
  { timeZone: 'Europe/Berlin', expression: dailyAt(2), from: '2025-01-01', to: '2028-01-01' },
  { timeZone: 'Europe/Berlin', expression: '30 2 * * *', from: '2025-01-01', to: '2028-01-01' },
  { timeZone: 'America/New_York', expression: '30 1 * * *', from: '2025-01-01', to: '2028-01-01' },
  { timeZone: 'America/New_York', expression: dailyAt(2), from: '2025-01-01', to: '2028-01-01' },
  { timeZone: 'Australia/Lord_Howe', expression: '15 2 * * *', from: '2025-01-01', to: '2028-01-01' },
  { timeZone: 'Australia/Lord_Howe', expression: '45 1 * * *', from: '2025-01-01', to: '2028-01-01' },
  { timeZone: 'Asia/Shanghai', expression: dailyAt(2), from: '2025-01-01', to: '2027-01-01' },
  // A skipped midnight, a repeated hour before it, and the end of summer time for good.
  { timeZone: 'America/Sao_Paulo', expression: dailyAt(0), from: '2016-01-01', to: '2020-01-01' },
  { timeZone: 'America/Sao_Paulo', expression: '30 23 * * *', from: '2016-01-01', to: '2020-01-01' },
];

/** Computed independently of the product. */
function localDateOf(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(moment);
}

function midnightsFrom(from: string, to: string): readonly string[] {
  const dates: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += DAY_MS)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}

/** Runs a service through the years: it wakes by its own timers, after an hour at most. */
async function localDatesOfRuns({ timeZone, expression, from, to }: Years): Promise<readonly string[]> {
  const clock = new ManualClock(new Date(Date.parse(from) - DAY_MS));
  const task = aTask({ schedule: { expression, timeZone } });
  const product = new ScheduledProduct(clock, [task], {
    calendar: new CronerCalendar(),
    // The history is bounded: the schedule's start must outlast that.
    maxRuns: 20,
  });
  product.runner.endsAtOnce = true;
  const scheduler = new Scheduler(product);
  scheduler.start();
  await settled();
  const endMs = Date.parse(to) + DAY_MS;
  while (clock.now().getTime() < endMs) {
    const next = scheduler.nextRuns()[0]?.at?.getTime() ?? Infinity;
    const untilNextMs = next - clock.now().getTime();
    // Nothing happens between due times: skip an hour at once, then timer by timer.
    clock.advance(untilNextMs > HOUR_MS + LONGEST_NAP_MS ? HOUR_MS : Math.min(untilNextMs, LONGEST_NAP_MS));
    await settled();
  }
  await scheduler.stop();
  expect(product.missed, 'missed').to.deep.equal([]);
  expect(await product.onRecord('skipped'), 'skipped').to.deep.equal([]);
  return product.runner.begun.map(({ at }) => localDateOf(at, timeZone));
}

describe('years on a daily schedule', function () {
  this.timeout(120_000);

  for (const years of YEARS) {
    const { timeZone, expression, from, to } = years;
    it(`back up exactly once on every local day: ${expression} in ${timeZone}, ${from} to ${to}`, async () => {
      const dates = await localDatesOfRuns(years);
      expect(dates.filter((date) => date >= from && date < to)).to.deep.equal(midnightsFrom(from, to));
    });
  }
});
