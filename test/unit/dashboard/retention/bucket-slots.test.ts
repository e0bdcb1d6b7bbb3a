import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Backup, RetentionPolicy } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  bucketRows,
  bucketsInReason,
} from '../../../../src/adapters/inbound/dashboard/views/retention/bucket-slots.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

describe('bucketRows', () => {
  it('has the newest verified backup of each period in the time zone', () => {
    const backups = [
      backupOf('future', '2026-11-30T00:00:00Z'),
      backupOf('monday', '2026-11-22T23:30:00Z'),
      backupOf('unverified', '2026-11-22T21:00:00Z', false),
      backupOf('sunday', '2026-11-22T20:00:00Z'),
      backupOf('early sunday', '2026-11-22T02:00:00Z'),
      backupOf('saturday', '2026-11-21T02:00:00Z'),
    ];
    const rows = bucketRows(backups, policyOf({ keep_daily: 2, keep_weekly: 3 }), NOW);
    expect(rows.map(({ kind, wanted }) => [kind, wanted])).to.deep.equal([
      ['daily', 2],
      ['weekly', 3],
    ]);
    expect(slotsOf(rows[0])).to.deep.equal(['2026-11-23 monday', '2026-11-22 sunday']);
    expect(slotsOf(rows[1])).to.deep.equal(['2026-W48 monday', '2026-W47 sunday']);
  });

  it('is empty when the policy has no buckets or the zone is unknown', () => {
    const backups = [backupOf('one', '2026-11-22T02:00:00Z')];
    expect(bucketRows(backups, policyOf({}), NOW)).to.deep.equal([]);
    expect(bucketRows(backups, policyOf({ keep_daily: 1, time_zone: 'Mars/Olympus' }), NOW)).to.deep.equal(
      [],
    );
  });
});

describe('bucketsInReason', () => {
  it('finds known buckets and ignores others', () => {
    expect(bucketsInReason('hourly 2026-11-20 14:00+01:00, weekly 2026-W47, lunar 7')).to.deep.equal([
      { kind: 'hourly', name: '2026-11-20 14:00+01:00' },
      { kind: 'weekly', name: '2026-W47' },
    ]);
  });
});

function slotsOf(row: ReturnType<typeof bucketRows>[number] | undefined): readonly string[] {
  return (row?.slots ?? []).map(({ name, backup }) => `${name} ${backup.filename}`);
}

function backupOf(filename: string, created_at: string, verified = true): Backup {
  return { filename, created_at, verified } as Backup;
}

function policyOf(changed: Partial<RetentionPolicy>): RetentionPolicy {
  return {
    keep_days: 7,
    keep_min: 1,
    max_backup_files: 50,
    keep_hourly: 0,
    keep_daily: 0,
    keep_weekly: 0,
    keep_monthly: 0,
    keep_yearly: 0,
    time_zone: 'Europe/Berlin',
    frozen: null,
    ...changed,
  };
}
