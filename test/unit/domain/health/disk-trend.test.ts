import { expect } from 'chai';
import { describe, it } from 'mocha';
import { diskTrend, diskTrendFindings, type SpaceSample } from '../../../../src/domain/health/disk-trend.ts';
import { NOW, aBackup, anUnmanagedBackup, daysBefore } from '../../../support/backup-builder.ts';

const GB = 1024 ** 3;

/** A sample every two hours, the newest now. */
function samples(days: number, freeBytesAt: (daysAgo: number) => number): readonly SpaceSample[] {
  return Array.from({ length: days * 12 + 1 }, (_, index) => {
    const daysAgo = days - index / 12;
    return { at: daysBefore(daysAgo), freeBytes: freeBytesAt(daysAgo) };
  });
}

function nightly(days: number, storedBytesAt: (daysAgo: number) => number, database = 'app') {
  return Array.from({ length: days }, (_, daysAgo) =>
    aBackup({ database, createdAt: daysBefore(daysAgo), storedBytes: storedBytesAt(daysAgo) }),
  );
}

describe('the trend of the disk', () => {
  it('is measured over days', () => {
    const found = diskTrend(
      10 * GB,
      samples(4, (daysAgo) => (10 + 2 * daysAgo) * GB),
      [],
    );
    expect(found?.basis).to.equal('measured');
    expect(found?.bytesPerDay).to.be.closeTo(2 * GB, 1);
    expect(found?.fullInDays).to.be.closeTo(5, 0.001);
  });

  it('ignores the daily rhythm of backups and cleanups', () => {
    const sawtooth = (daysAgo: number): number => (100 - (3 * (Math.round(daysAgo * 12) % 12)) / 12) * GB;
    const found = diskTrend(97 * GB, samples(5, sawtooth), []);
    expect(Math.abs(found?.bytesPerDay ?? NaN)).to.be.below(1);
  });

  it('ignores a file that filled the disk for an evening', () => {
    const evening = (daysAgo: number): number => (daysAgo > 1.5 && daysAgo < 1.8 ? 1 : 50) * GB;
    expect(diskTrend(50 * GB, samples(5, evening), [])).to.deep.equal({
      bytesPerDay: -0,
      basis: 'measured',
      fullInDays: undefined,
    });
  });

  it('has no end while the disk empties', () => {
    const found = diskTrend(
      20 * GB,
      samples(3, (daysAgo) => (20 - daysAgo) * GB),
      [],
    );
    expect(found?.bytesPerDay).to.be.below(0);
    expect(found?.fullInDays).to.equal(undefined);
  });

  it('uses the growth of the fulls alone: a delta shows the changes', () => {
    const fulls = nightly(8, (daysAgo) => (10 - daysAgo / 10) * GB);
    const deltas = Array.from({ length: 8 }, (_, daysAgo) =>
      aBackup({
        createdAt: daysBefore(daysAgo + 0.5),
        storedBytes: daysAgo,
        manifest: { type: 'incr', chain: 'one', frames: 1 },
      }),
    );
    expect(diskTrend(10 * GB, [], [[...fulls, ...deltas]])).to.deep.equal(diskTrend(10 * GB, [], [fulls]));
  });

  it('uses the growth of the backups when the measurements are too short', () => {
    const app = nightly(8, (daysAgo) => (10 - daysAgo) * GB);
    const shop = nightly(4, () => GB, 'shop');
    const found = diskTrend(
      80 * GB,
      samples(1, () => 80 * GB),
      [app, shop],
    );
    expect(found?.basis).to.equal('backups');
    expect(found?.bytesPerDay).to.be.closeTo(8 * GB, 1);
    expect(found?.fullInDays).to.be.closeTo(10, 0.001);
  });

  it('is unknown with few backups, of one day, or of another tool', () => {
    const hourly = Array.from({ length: 24 }, (_, hours) =>
      aBackup({ createdAt: daysBefore(hours / 24), storedBytes: (24 - hours) * GB }),
    );
    const foreign = nightly(8, (daysAgo) => (10 - daysAgo) * GB).map(({ createdAt, storedBytes }) =>
      anUnmanagedBackup({ createdAt, storedBytes }),
    );
    for (const backups of [[], nightly(3, (daysAgo) => (3 - daysAgo) * GB), hourly, foreign]) {
      expect(diskTrend(GB, [{ at: NOW, freeBytes: GB }], [backups])).to.equal(undefined);
    }
  });
});

describe('diskTrendFindings', () => {
  const trend = (fullInDays: number | undefined, basis: 'measured' | 'backups' = 'measured') =>
    diskTrendFindings({ bytesPerDay: 1, basis, fullInDays });

  it('is a warning two weeks before the disk is full', () => {
    expect(trend(14)).to.have.length(1);
    expect(trend(9.4)[0]).to.include({
      status: 'warning',
      message: 'the disk of the backup directory is full in 9 days, as measured in the last days',
    });
    expect(trend(0.5, 'backups')[0]?.message).to.include('full in less than a day, as the backups grow');
  });

  it('is empty before that, while it empties, and when the trend is unknown', () => {
    expect([...trend(14.1), ...trend(undefined), ...diskTrendFindings(undefined)]).to.deep.equal([]);
  });
});
