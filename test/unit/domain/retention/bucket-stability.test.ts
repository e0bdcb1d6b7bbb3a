import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isVerified, newestFirst, type Backup } from '../../../../src/domain/backup/backup.ts';
import { BUCKET_KINDS, bucketNameOf, localTimeOf } from '../../../../src/domain/retention/calendar-bucket.ts';
import { representedBuckets } from '../../../../src/domain/retention/represented-buckets.ts';
import { bucketCount, type RetentionPolicy } from '../../../../src/domain/retention/retention-policy.ts';
import { decideRetention } from '../../../../src/domain/retention/retention.ts';
import { HOUR_MS, aBackup } from '../../../support/backup-builder.ts';
import { aRetentionPolicy } from '../../../support/retention-policy.ts';

/** One step of a simulated life: time passes, then maybe a backup, then maybe a cleanup. */
interface Step {
  readonly hours: number;
  readonly backup: 'verified' | 'unverified' | 'none';
  readonly cleanup: boolean;
}

// Minutes, hours, days, an outage of months: every kind of bucket closes now and then.
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    hours: fc.constantFrom(0, 0.01, 0.25, 1, 3, 24, 50, 24 * 20, 24 * 200),
    backup: fc.constantFrom('verified', 'verified', 'verified', 'unverified', 'none'),
    cleanup: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

const count = fc.constantFrom(0, 1, 2, 3, 7);

/** No cap: other tests cover buckets under a cap. */
const policies: fc.Arbitrary<RetentionPolicy> = fc
  .record({
    keepDays: fc.constantFrom(0, 1, 30),
    keepHourly: count,
    keepDaily: count,
    keepWeekly: count,
    keepMonthly: count,
    keepYearly: count,
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Australia/Lord_Howe'),
  })
  .map((changes) => aRetentionPolicy({ maxBackupFiles: 1_000_000, ...changes }));

/** Around the end of summer time, a leap year's February and a year's end. */
const beginnings = fc.constantFrom(
  '2026-10-24T20:00:00Z',
  '2028-02-27T23:00:00Z',
  '2026-12-30T12:00:00Z',
  '2026-03-28T20:00:00Z',
);

interface Moment {
  readonly now: Date;
  /** All backups ever made until now. */
  readonly made: readonly Backup[];
  readonly before: readonly Backup[];
  readonly left: readonly Backup[];
}

/** What each cleanup of a life found and left. */
function* live(beginning: string, life: readonly Step[], policy: RetentionPolicy): Generator<Moment> {
  let nowMs = Date.parse(beginning);
  const made: Backup[] = [];
  let there: readonly Backup[] = [];
  for (const [index, { hours, backup, cleanup }] of life.entries()) {
    nowMs += hours * HOUR_MS;
    const now = new Date(nowMs);
    if (backup !== 'none') {
      const filename = `app-${String(index).padStart(4, '0')}.db.gz`;
      const one = aBackup({ filename, createdAt: now, verified: backup === 'verified' });
      made.push(one);
      there = [...there, one];
    }
    if (!cleanup) continue;
    const before = there;
    there = decideRetention(before, policy, { now })
      .filter(({ action }) => action === 'keep')
      .map((decision) => decision.backup);
    yield { now, made: [...made], before, left: there };
  }
}

function always(property: (moment: Moment, policy: RetentionPolicy) => void): void {
  fc.assert(
    fc.property(beginnings, steps, policies, (beginning, life, policy) => {
      for (const moment of live(beginning, life, policy)) property(moment, policy);
    }),
    { numRuns: 300 },
  );
}

const verifiedOf = (backups: readonly Backup[]): readonly Backup[] =>
  backups.filter(isVerified).toSorted(newestFirst);

const standing = (backups: readonly Backup[], policy: RetentionPolicy): readonly string[] =>
  [...representedBuckets(verifiedOf(backups), policy)].map(
    ([{ filename }, buckets]) => `${filename}: ${buckets.join(', ')}`,
  );

describe('buckets over successive cleanups', () => {
  it('have the same representatives as without any cleanup', () => {
    always(({ made, left }, policy) => {
      expect(standing(left, policy)).to.deep.equal(standing(made, policy));
    });
  });

  it('are filled: as many as configured, or as many as ever had a verified backup', () => {
    always(({ made, left }, policy) => {
      for (const kind of BUCKET_KINDS) {
        const bucketsOf = (backups: readonly Backup[]): ReadonlySet<string> =>
          new Set(
            verifiedOf(backups).map(({ createdAt }) =>
              bucketNameOf(kind, localTimeOf(createdAt, policy.timeZone)),
            ),
          );
        const wanted = [...bucketsOf(made)].slice(0, bucketCount(policy, kind));
        expect([...bucketsOf(left)].slice(0, wanted.length)).to.deep.equal(wanted);
      }
    });
  });

  it('drop a backup only for a newer one of the same bucket, or for enough newer buckets', () => {
    fc.assert(
      fc.property(beginnings, steps, policies, (beginning, life, policy) => {
        const held = new Map<string, Backup>();
        for (const { made, left } of live(beginning, life, policy)) {
          for (const [bucket, backup] of held) {
            if (left.includes(backup)) continue;
            const kind = BUCKET_KINDS.find((one) => bucket.startsWith(one)) ?? 'hourly';
            const newer = verifiedOf(made)
              .filter((one) => newestFirst(one, backup) < 0)
              .map(({ createdAt }) => bucketNameOf(kind, localTimeOf(createdAt, policy.timeZone)));
            const displaced = newer.includes(bucket) || new Set(newer).size >= bucketCount(policy, kind);
            expect(displaced, `${backup.filename} stood for ${bucket}`).to.equal(true);
            held.delete(bucket);
          }
          for (const [backup, buckets] of representedBuckets(verifiedOf(left), policy))
            for (const bucket of buckets) held.set(bucket, backup);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never lose the newest verified backup', () => {
    always(({ made, left }) => {
      expect(left).to.include.members(verifiedOf(made).slice(0, 1));
    });
  });

  it('stay unchanged while only time passes', () => {
    always(({ left, now }, policy) => {
      for (const hours of [1, 24 * 40, 24 * 4000]) {
        const later = new Date(now.getTime() + hours * HOUR_MS);
        const decisions = decideRetention(left, policy, { now: later });
        expect(decisions.every(({ action }) => action === 'keep')).to.equal(true);
      }
    });
  });
});
