import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Disk } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  diskOutlook,
  diskTone,
  durationData,
  growthData,
  median,
  sizeData,
  type SeriesPoint,
} from '../../../../src/adapters/inbound/dashboard/views/charts/chart-series.ts';

const DAY_S = 86_400;
const DISK: Disk = {
  free_bytes: 700,
  total_bytes: 1000,
  used_percent: 30,
  growth_bytes_per_day: null,
  full_in_days: null,
  warning_percent: 80,
  critical_percent: 95,
};

describe('the lines of the charts', () => {
  it('are sorted by time', () => {
    const points = [pointOf('2026-11-02', 20), pointOf('2026-11-01', 10)];
    const { times, lines } = sizeData(points);
    expect(times).to.deep.equal([day('2026-11-01'), day('2026-11-02')]);
    expect(lines).to.deep.equal([
      { role: 'database', values: [100, 200] },
      { role: 'stored', values: [10, 20] },
    ]);
    expect(durationData(points).lines[0]?.values).to.deep.equal([1000, 2000]);
  });

  it('add up the stored sizes and show the disk capacity', () => {
    const growth = growthData([pointOf('2026-11-01', 100), pointOf('2026-11-03', 200)], DISK);
    expect(growth).to.include({ totalBytes: 300, capacityBytes: 1000, isCapacityFar: false });
    expect(growth.lines).to.deep.equal([
      { role: 'total', values: [100, 300] },
      { role: 'capacity', values: [1000, 1000] },
    ]);
  });

  it('omit a disk capacity that is far above', () => {
    const growth = growthData([pointOf('2026-11-01', 1), pointOf('2026-11-03', 1)], DISK);
    expect(growth.isCapacityFar).to.equal(true);
    expect(growth.lines.map(({ role }) => role)).to.deep.equal(['total']);
  });

  it('show the trend until the disk is full, but only for a limited time', () => {
    const points = [pointOf('2026-11-01', 100), pointOf('2026-11-05', 200)];
    const soon = growthData(points, { ...DISK, growth_bytes_per_day: 700, full_in_days: 1 });
    expect(soon.times.at(-1)).to.equal(day('2026-11-05') + DAY_S);
    expect(soon.lines[1]).to.deep.equal({ role: 'trend', values: [null, 300, 1000] });
    expect(soon.lines[0]?.values).to.deep.equal([100, 300, null]);
    const late = growthData(points, { ...DISK, growth_bytes_per_day: 10, full_in_days: 70 });
    expect(late.times.at(-1)).to.equal(day('2026-11-05') + 2 * DAY_S);
  });

  it('omit the trend when nothing grows or nothing is known', () => {
    const points = [pointOf('2026-11-01', 100), pointOf('2026-11-05', 200)];
    const shrinking = growthData(points, { ...DISK, growth_bytes_per_day: -5 });
    expect(shrinking.lines.map(({ role }) => role)).to.not.include('trend');
    const unknown = growthData(points, { ...DISK, free_bytes: null });
    expect(unknown.capacityBytes).to.equal(undefined);
    expect(growthData([], DISK).times).to.deep.equal([]);
  });

  it('have a median', () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([])).to.equal(undefined);
  });
});

describe('the disk', () => {
  it('is full in days, in more than a year, never, or at an unknown time', () => {
    const outlook = (growth: number | null, days: number | null) =>
      diskOutlook({ growth_bytes_per_day: growth, full_in_days: days });
    expect(outlook(10, 9.7)).to.deep.equal({ kind: 'days', days: 9 });
    expect(outlook(10, 0.2)).to.deep.equal({ kind: 'days', days: 1 });
    expect(outlook(10, 900)).to.deep.equal({ kind: 'far' });
    expect(outlook(10, null)).to.deep.equal({ kind: 'far' });
    expect(outlook(-3, null)).to.deep.equal({ kind: 'never' });
    expect(outlook(null, null)).to.deep.equal({ kind: 'unknown' });
  });

  it('needs attention when it is full or soon full', () => {
    expect(diskTone(DISK)).to.equal('safe');
    expect(diskTone({ ...DISK, full_in_days: 9 })).to.equal('attention');
    expect(diskTone({ ...DISK, used_percent: 80 })).to.equal('attention');
    expect(diskTone({ ...DISK, used_percent: 95 })).to.equal('critical');
    expect(diskTone({ ...DISK, used_percent: null })).to.equal('unknown');
  });
});

function day(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000;
}

/** The database has ten times the stored bytes; a byte takes 100 ms. */
function pointOf(date: string, bytes: number): SeriesPoint {
  return {
    filename: `${date}.db.gz`,
    created_at: `${date}T00:00:00.000Z`,
    stored_bytes: bytes,
    database_bytes: bytes * 10,
    duration_ms: bytes * 100,
    verified: true,
  };
}
