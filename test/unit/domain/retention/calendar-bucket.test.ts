import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  BUCKET_KINDS,
  bucketNameOf,
  localTimeOf,
  type BucketKind,
} from '../../../../src/domain/retention/calendar-bucket.ts';

function nameOf(kind: BucketKind, moment: string, timeZone = 'UTC'): string {
  return bucketNameOf(kind, localTimeOf(new Date(moment), timeZone));
}

describe('bucketNameOf', () => {
  it('names the bucket of each kind', () => {
    const names = BUCKET_KINDS.map((kind) => nameOf(kind, '2026-11-20T21:08:00.123Z'));
    expect(names).to.deep.equal([
      'hourly 2026-11-20 21:00+00:00',
      'daily 2026-11-20',
      'weekly 2026-W47',
      'monthly 2026-11',
      'yearly 2026',
    ]);
  });

  it('uses the clocks of the time zone', () => {
    const moment = '2026-12-31T23:30:00Z';
    expect(nameOf('daily', moment, 'Europe/Berlin')).to.equal('daily 2027-01-01');
    expect(nameOf('yearly', moment, 'Europe/Berlin')).to.equal('yearly 2027');
    expect(nameOf('monthly', moment, 'America/New_York')).to.equal('monthly 2026-12');
    expect(nameOf('hourly', moment, 'America/New_York')).to.equal('hourly 2026-12-31 18:00-05:00');
    expect(nameOf('hourly', moment, 'Asia/Kolkata')).to.equal('hourly 2027-01-01 05:00+05:30');
    expect(nameOf('hourly', '1880-01-01T00:00:00Z', 'Europe/Berlin')).to.equal(
      'hourly 1880-01-01 00:00+00:53',
    );
  });

  it('refuses an unknown time zone', () => {
    expect(() => nameOf('daily', '2026-11-20T00:00:00Z', 'Europe/Atlantis')).to.throw(RangeError);
  });

  describe('when summer time begins', () => {
    it('has no bucket for the skipped hour, and a day of 23 hours', () => {
      const hours = hoursOf('2026-03-28T23:00:00Z', 23, 'Europe/Berlin');
      expect(new Set(hours).size).to.equal(23);
      expect(hours.slice(0, 3)).to.deep.equal([
        'hourly 2026-03-29 00:00+01:00',
        'hourly 2026-03-29 01:00+01:00',
        'hourly 2026-03-29 03:00+02:00',
      ]);
      expect(nameOf('daily', '2026-03-29T21:59:59Z', 'Europe/Berlin')).to.equal('daily 2026-03-29');
      expect(nameOf('daily', '2026-03-29T22:00:00Z', 'Europe/Berlin')).to.equal('daily 2026-03-30');
    });
  });

  describe('when summer time ends', () => {
    it('has two buckets for the repeated hour, and a day of 25 hours', () => {
      const hours = hoursOf('2026-10-24T22:00:00Z', 25, 'Europe/Berlin');
      expect(new Set(hours).size).to.equal(25);
      expect(hours.slice(2, 4)).to.deep.equal([
        'hourly 2026-10-25 02:00+02:00',
        'hourly 2026-10-25 02:00+01:00',
      ]);
      const days = new Set(hours.map((_, hour) => dayAt('2026-10-24T22:00:00Z', hour)));
      expect([...days]).to.deep.equal(['daily 2026-10-25']);
    });

    it('separates two half hours where the clocks go back by thirty minutes', () => {
      const zone = 'Australia/Lord_Howe';
      expect(nameOf('hourly', '2026-04-04T14:45:00Z', zone)).to.equal('hourly 2026-04-05 01:00+11:00');
      expect(nameOf('hourly', '2026-04-04T15:15:00Z', zone)).to.equal('hourly 2026-04-05 01:00+10:30');
    });

    it('has one day where the clocks go back to midnight', () => {
      // In Cuba 01:00 becomes 00:00 again.
      for (const moment of ['2026-11-01T04:30:00Z', '2026-11-01T05:30:00Z']) {
        expect(nameOf('daily', moment, 'America/Havana')).to.equal('daily 2026-11-01');
      }
    });
  });

  it('has leap days', () => {
    expect(nameOf('daily', '2028-02-29T12:00:00Z')).to.equal('daily 2028-02-29');
    expect(nameOf('monthly', '2028-02-29T23:59:59Z')).to.equal('monthly 2028-02');
    expect(nameOf('daily', '2028-02-29T23:30:00Z', 'Europe/Berlin')).to.equal('daily 2028-03-01');
  });

  it('counts weeks by ISO 8601', () => {
    const weeks: readonly (readonly [string, string])[] = [
      ['2026-12-31', '2026-W53'],
      ['2027-01-03', '2026-W53'],
      ['2027-01-04', '2027-W01'],
      ['2024-12-30', '2025-W01'],
      ['2025-12-28', '2025-W52'],
      ['2025-12-29', '2026-W01'],
      ['2020-12-31', '2020-W53'],
      ['2021-01-01', '2020-W53'],
      ['2028-02-29', '2028-W09'],
    ];
    for (const [day, week] of weeks) expect(nameOf('weekly', `${day}T12:00:00Z`)).to.equal(`weekly ${week}`);
  });

  it('has weeks of seven days from Monday, in every zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Apia');
    const moments = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, moments, (zone, moment) => {
        const local = localTimeOf(moment, zone);
        const monday = new Date(local.asUtc);
        monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
        const weekOf = (asUtc: Date): string => bucketNameOf('weekly', { ...local, asUtc });
        const sunday = new Date(monday.getTime() + 6 * 86_400_000);
        const nextMonday = new Date(monday.getTime() + 7 * 86_400_000);
        expect(weekOf(monday)).to.equal(weekOf(local.asUtc));
        expect(weekOf(sunday)).to.equal(weekOf(local.asUtc));
        expect(weekOf(nextMonday)).not.to.equal(weekOf(local.asUtc));
      }),
    );
  });
});

function hoursOf(first: string, count: number, timeZone: string): readonly string[] {
  return Array.from({ length: count }, (_, hour) => {
    const moment = new Date(Date.parse(first) + hour * 3_600_000);
    return bucketNameOf('hourly', localTimeOf(moment, timeZone));
  });
}

function dayAt(first: string, hour: number): string {
  const moment = new Date(Date.parse(first) + hour * 3_600_000);
  return bucketNameOf('daily', localTimeOf(moment, 'Europe/Berlin'));
}
