import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isManaged, isVerified, newestFirst, type Backup } from '../../../../src/domain/backup/backup.ts';
import { isFuture } from '../../../../src/domain/backup/future-dated.ts';
import { representedBuckets } from '../../../../src/domain/retention/represented-buckets.ts';
import type { RetentionPolicy } from '../../../../src/domain/retention/retention-policy.ts';
import { decideRetention } from '../../../../src/domain/retention/retention.ts';
import {
  DAY_MS,
  NOW,
  aBackup,
  aDamagedBackup,
  anUnmanagedBackup,
  daysBefore,
} from '../../../support/backup-builder.ts';

// Whole and half days only, so that equal times, exact boundaries and future dates are frequent.
const ageDays = fc.integer({ min: -6, max: 60 }).map((halves) => halves / 2);

const backups: fc.Arbitrary<readonly Backup[]> = fc
  .array(
    fc.record({
      age: ageDays,
      verified: fc.boolean(),
      pinned: fc.integer({ max: 9, min: 0 }).map((one) => one === 0),
      build: fc.constantFrom(aBackup, aBackup, aBackup, aBackup, anUnmanagedBackup, aDamagedBackup),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((all) =>
    all.map(({ age, verified, pinned, build }, index) =>
      build({ createdAt: daysBefore(age), verified, pinned, filename: `app-${String(index)}.db.gz` }),
    ),
  );

// Mostly zero: buckets that keep everything would hide the other rules.
const bucketCount = fc.constantFrom(0, 0, 0, 1, 2, 5);

const policies: fc.Arbitrary<RetentionPolicy> = fc.record({
  keepDays: fc.integer({ min: 0, max: 20 }),
  maxBackupFiles: fc.integer({ min: 0, max: 8 }),
  keepMin: fc.integer({ min: 0, max: 4 }),
  keepHourly: bucketCount,
  keepDaily: bucketCount,
  keepWeekly: bucketCount,
  keepMonthly: bucketCount,
  keepYearly: bucketCount,
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
});

const named = (all: readonly Backup[]): readonly string[] => all.map(({ filename }) => filename);

function kept(all: readonly Backup[], policy: RetentionPolicy, now = NOW): readonly Backup[] {
  const decisions = decideRetention(all, policy, { now });
  return decisions.filter(({ action }) => action === 'keep').map(({ backup }) => backup);
}

function countingVerified(all: readonly Backup[]): readonly Backup[] {
  return all.filter((backup) => isVerified(backup) && !isFuture(backup, NOW)).sort(newestFirst);
}

const holds = (property: (all: readonly Backup[], policy: RetentionPolicy) => void): void => {
  fc.assert(fc.property(backups, policies, property), { numRuns: 300 });
};

describe('decideRetention for any backups and policy', () => {
  it('decides about each backup once, with a reason', () => {
    holds((all, policy) => {
      const decisions = decideRetention(all, policy, { now: NOW });
      expect(named(decisions.map(({ backup }) => backup)).toSorted()).to.deep.equal(named(all).toSorted());
      expect(decisions.every(({ reason }) => reason.length > 0)).to.equal(true);
    });
  });

  it('never removes all backups', () => {
    holds((all, policy) => {
      expect(kept(all, policy)).not.to.deep.equal([]);
    });
  });

  it('keeps the newest verified backup and the newest keep_min of them', () => {
    holds((all, policy) => {
      const protectedOnes = countingVerified(all).slice(0, Math.max(1, policy.keepMin));
      expect(named(kept(all, policy))).to.include.members([...named(protectedOnes)]);
    });
  });

  it('removes nothing while no backup is verified', () => {
    holds((all, policy) => {
      const unverified = all.filter((backup) => !countingVerified(all).includes(backup));
      expect(named(kept(unverified, policy))).to.have.members([...named(unverified)]);
    });
  });

  it('keeps pinned, foreign, damaged and future-dated ones', () => {
    holds((all, policy) => {
      const untouchable = all.filter(
        (backup) =>
          backup.state.pinned ||
          !isManaged(backup) ||
          backup.record.condition === 'damaged' ||
          isFuture(backup, NOW),
      );
      expect(named(kept(all, policy))).to.include.members([...named(untouchable)]);
    });
  });

  it('keeps no more verified ones than the cap, except those that are never removed', () => {
    holds((all, policy) => {
      const minimum = new Set(countingVerified(all).slice(0, Math.max(1, policy.keepMin)));
      const givingWay = countingVerified(kept(all, policy)).filter(
        (one) => !one.state.pinned && !minimum.has(one),
      );
      const others = countingVerified(all).filter((one) => one.state.pinned || minimum.has(one));
      expect(givingWay.length).to.be.at.most(Math.max(0, policy.maxBackupFiles - others.length));
    });
  });

  it('removes the oldest first, among those with a bucket and among the others', () => {
    holds((all, policy) => {
      const remaining = new Set(kept(all, policy));
      const represented = representedBuckets(countingVerified(all), policy);
      const ordinary = countingVerified(all).filter(({ state }) => !state.pinned);
      for (const standing of [true, false]) {
        const group = ordinary.filter((one) => represented.has(one) === standing);
        const newest = new Set(countingVerified(all).slice(0, Math.max(1, policy.keepMin)));
        const firstRemoved = group.findIndex((one) => !remaining.has(one));
        const older = firstRemoved === -1 ? [] : group.slice(firstRemoved);
        expect(older.filter((one) => remaining.has(one) && !newest.has(one))).to.deep.equal([]);
      }
    });
  });

  it('removes a backup with a bucket only when the cap has no other to remove', () => {
    holds((all, policy) => {
      const remaining = new Set(kept(all, policy));
      const represented = representedBuckets(countingVerified(all), policy);
      if ([...represented.keys()].every((one) => remaining.has(one))) return;
      const newest = new Set(countingVerified(all).slice(0, Math.max(1, policy.keepMin)));
      const others = countingVerified(all).filter(
        (one) => remaining.has(one) && !represented.has(one) && !one.state.pinned && !newest.has(one),
      );
      expect(others).to.deep.equal([]);
      const counted = countingVerified([...remaining]);
      expect(counted.length).to.be.at.least(Math.min(policy.maxBackupFiles, countingVerified(all).length));
    });
  });

  it('removes nothing while retention is paused, and gives each file a reason', () => {
    holds((all, policy) => {
      const decisions = decideRetention(all, policy, { now: NOW, pausedReason: 'the source shrank' });
      expect(decisions.every(({ action, reason }) => action === 'keep' && reason.length > 0)).to.equal(true);
    });
  });

  it('does not depend on the order of the list', () => {
    const shuffled = backups.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, policies, ([all, other], policy) => {
        expect(decideRetention(other, policy, { now: NOW })).to.deep.equal(
          decideRetention(all, policy, { now: NOW }),
        );
      }),
    );
  });

  it('is idempotent: a kept backup stays', () => {
    holds((all, policy) => {
      const once = kept(all, policy);
      expect(named(kept(once, policy))).to.deep.equal(named(once));
    });
  });

  it('does not remove more after months without a backup', () => {
    holds((all, policy) => {
      const past = all.filter((backup) => !isFuture(backup, NOW));
      const later = new Date(NOW.getTime() + 200 * DAY_MS);
      expect(named(kept(past, policy, later))).to.deep.equal(named(kept(past, policy)));
    });
  });
});
