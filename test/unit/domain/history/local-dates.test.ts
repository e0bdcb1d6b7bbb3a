import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { datesUpTo, localDates } from '../../../../src/domain/history/local-dates.ts';
import { localTimeOf } from '../../../../src/domain/retention/calendar-bucket.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As the zone itself computes it, time by time. */
const asked = (moment: Date, timeZone: string): string =>
  localTimeOf(moment, timeZone).asUtc.toISOString().slice(0, 10);

/** Zones, each with a time of a clock change. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  // At midnight.
  ['America/Havana', '2026-03-08T05:00:00Z'],
  ['America/Havana', '2026-11-01T05:00:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z'],
  // By half an hour.
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  // At a minute past midnight, back into the day before.
  ['America/St_Johns', '2010-11-07T02:31:00Z'],
  // Over a whole day.
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Asia/Kolkata', '2026-11-22T18:30:00Z'],
  ['UTC', '2026-11-22T00:00:00Z'],
] as const;

describe('localDates', () => {
  for (const [timeZone, change] of CHANGES) {
    it(`returns the dates of ${timeZone} around ${change}, minute by minute`, () => {
      const dateOf = localDates(timeZone);
      const from = Date.parse(change) - 36 * HOUR_MS;
      for (let ms = from; ms < from + 72 * HOUR_MS; ms += 7 * MINUTE_MS) {
        const moment = new Date(ms);
        expect(dateOf(moment), moment.toISOString()).to.equal(asked(moment, timeZone));
      }
      for (const offsetMs of [-1, 0, 1, 59_999, 60_000]) {
        const moment = new Date(Date.parse(change) + offsetMs);
        expect(dateOf(moment), moment.toISOString()).to.equal(asked(moment, timeZone));
      }
    });
  }

  it('returns the date of any time of a century', () => {
    const zones = fc.constantFrom(...CHANGES.map(([zone]) => zone), 'America/Santiago', 'Africa/Casablanca');
    const moments = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2069-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, moments, (zone, moment) => localDates(zone)(moment) === asked(moment, zone)),
    );
  });

  it('starts a day with its clocks, at any length of the day', () => {
    const dateOf = localDates('Europe/Berlin');
    const dates = ['2026-10-24T21:59:59.999Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59.999Z'];
    expect(dates.map((text) => dateOf(new Date(text)))).to.deep.equal([
      '2026-10-24',
      '2026-10-25',
      '2026-10-25',
    ]);
    expect(dateOf(new Date('2026-10-25T23:00:00Z'))).to.equal('2026-10-26');
  });
});

describe('datesUpTo', () => {
  it('skips and repeats no day, over leap days and clock changes', () => {
    const dates = datesUpTo('2028-03-01', 366);
    expect(dates).to.have.lengthOf(366);
    expect(new Set(dates).size).to.equal(366);
    expect(dates.slice(-2)).to.deep.equal(['2028-02-29', '2028-03-01']);
    expect(dates[0]).to.equal('2027-03-02');
    expect(datesUpTo('2026-11-22', 1)).to.deep.equal(['2026-11-22']);
  });
});
