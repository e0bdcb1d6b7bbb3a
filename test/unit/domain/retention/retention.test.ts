import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RetentionPolicy } from '../../../../src/domain/retention/retention-policy.ts';
import { BUCKET_KINDS } from '../../../../src/domain/retention/calendar-bucket.ts';
import { decideRetention } from '../../../../src/domain/retention/retention.ts';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import {
  NOW,
  aBackup,
  aDamagedBackup,
  aVerification,
  anUnmanagedBackup,
  daysBefore,
} from '../../../support/backup-builder.ts';
import { aRetentionPolicy } from '../../../support/retention-policy.ts';

/** Backups by their age in days. */
const aged = (...days: readonly number[]): readonly Backup[] =>
  days.map((age) => aBackup({ createdAt: daysBefore(age) }));

/** One line for each decision: `<action> <days of age>: <reason>`. */
function decided(
  backups: readonly Backup[],
  policy: Partial<RetentionPolicy> = {},
  circumstances: { readonly now?: Date; readonly pausedReason?: string } = {},
): readonly string[] {
  const decisions = decideRetention(backups, aRetentionPolicy(policy), { now: NOW, ...circumstances });
  return decisions.map(({ backup, action, reason }) => {
    const days = (NOW.getTime() - backup.createdAt.getTime()) / 86_400_000;
    return `${action} ${String(days)}: ${reason}`;
  });
}

describe('decideRetention', () => {
  it('decides nothing without backups', () => {
    expect(decided([])).to.deep.equal([]);
  });

  it('keeps backups within keep_days of the newest verified one and removes older ones', () => {
    expect(decided(aged(0, 3, 7, 7.5, 30))).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 3: within keep_days (7) of the newest verified backup',
      'keep 7: within keep_days (7) of the newest verified backup',
      'remove 7.5: older than keep_days (7) before the newest verified backup',
      'remove 30: older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('counts back from the newest verified backup, so that an outage of months removes nothing', () => {
    const backups = aged(100, 102, 106);
    expect(decided(backups).map((line) => line.split(' ')[0])).to.deep.equal(['keep', 'keep', 'keep']);
  });

  it('caps the verified ones, oldest removed first', () => {
    expect(decided(aged(0, 1, 2, 3), { maxBackupFiles: 2 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 2: beyond max_backup_files (2)',
      'remove 3: beyond max_backup_files (2)',
    ]);
  });

  it('keeps the newest verified backup under the strictest policy', () => {
    expect(decided(aged(0, 1), { keepDays: 0, maxBackupFiles: 0, keepMin: 0 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'remove 1: older than keep_days (0) before the newest verified backup',
    ]);
  });

  it('keeps keep_min verified backups at any age and cap', () => {
    expect(decided(aged(0, 20, 40, 60), { keepMin: 3, maxBackupFiles: 1 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 20: one of the newest verified backups (keep_min 3)',
      'keep 40: one of the newest verified backups (keep_min 3)',
      'remove 60: older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('never removes a pinned backup, which takes a slot', () => {
    const backups = [...aged(0, 1, 2), aBackup({ createdAt: daysBefore(99), pinned: true })];
    expect(decided(backups, { maxBackupFiles: 3 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 2: beyond max_backup_files (3)',
      'keep 99: pinned',
    ]);
  });

  it('removes no backup for the slot of a pinned adopted one', () => {
    const adopted = [20, 30, 40].map((age) =>
      aBackup({ createdAt: daysBefore(age), pinned: true, manifest: { adopted: true } }),
    );
    expect(decided([...aged(0, 1, 2), ...adopted], { maxBackupFiles: 2 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 2: beyond max_backup_files (2)',
      'keep 20: pinned',
      'keep 30: pinned',
      'keep 40: pinned',
    ]);
  });

  it('removes unverified backups by age alone: they take no slot', () => {
    const unverified = [1, 2, 8].map((age) => aBackup({ createdAt: daysBefore(age), verified: false }));
    expect(decided([...aged(0, 3), ...unverified], { maxBackupFiles: 2 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: not verified; within keep_days (7) of the newest verified backup',
      'keep 2: not verified; within keep_days (7) of the newest verified backup',
      'keep 3: within keep_days (7) of the newest verified backup',
      'remove 8: not verified; older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('keeps an unverified backup without a newer verified one, under any policy', () => {
    const newest = aBackup({ createdAt: NOW, verified: false });
    expect(decided([newest, ...aged(30)], { keepDays: 0 })).to.deep.equal([
      'keep 0: not verified; no newer verified backup exists',
      'keep 30: the newest verified backup',
    ]);
  });

  it('removes nothing while no backup is verified', () => {
    const reason = 'no verified backup exists: nothing is removed until one does';
    const failed = aBackup({
      createdAt: daysBefore(400),
      state: { pinned: false, label: undefined, verifications: [aVerification('failed')] },
    });
    const unverified = aBackup({ createdAt: daysBefore(1), verified: false });
    const pinned = aBackup({ createdAt: daysBefore(2), verified: false, pinned: true });
    expect(decided([unverified, pinned, failed], { keepDays: 0, maxBackupFiles: 0 })).to.deep.equal([
      `keep 1: ${reason}`,
      'keep 2: pinned',
      `keep 400: ${reason}`,
    ]);
  });

  it('keeps and reports future-dated backups, without anchor or slot', () => {
    const future = aBackup({ createdAt: daysBefore(-5800) });
    expect(decided([future, ...aged(0, 1, 9)], { maxBackupFiles: 2 })).to.deep.equal([
      'keep -5800: dated in the future: check the clock of the host that made it',
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 9: older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('does not call a backup of the present time future-dated', () => {
    expect(decided(aged(0))).to.deep.equal(['keep 0: the newest verified backup']);
  });

  it("never removes another tool's file or one with a damaged manifest", () => {
    const backups = [
      ...aged(0),
      anUnmanagedBackup({ createdAt: daysBefore(300) }),
      aDamagedBackup({ createdAt: daysBefore(301) }),
    ];
    expect(decided(backups)).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 300: not made by this tool: retention never removes it',
      'keep 301: manifest is damaged: verify it or remove it by hand',
    ]);
  });

  it('orders equal times by the file name', () => {
    const [first, second] = ['app-1.db.gz', 'app-2.db.gz'].map((filename) => aBackup({ filename }));
    const decisions = decideRetention([first!, second!], aRetentionPolicy({ maxBackupFiles: 1 }), {
      now: NOW,
    });
    expect(decisions.map(({ backup, action }) => `${action} ${backup.filename}`)).to.deep.equal([
      'keep app-2.db.gz',
      'remove app-1.db.gz',
    ]);
  });

  describe('with buckets', () => {
    it('keeps the newest of each and names it; the others go by age', () => {
      expect(
        decided(aged(0, 0.25, 1, 1.25, 2, 3), { keepDays: 0, keepDaily: 3, keepMonthly: 1 }),
      ).to.deep.equal([
        'keep 0: the newest verified backup',
        'remove 0.25: older than keep_days (0) before the newest verified backup',
        'keep 1: daily 2026-11-21',
        'remove 1.25: older than keep_days (0) before the newest verified backup',
        'keep 2: daily 2026-11-20',
        'remove 3: older than keep_days (0) before the newest verified backup',
      ]);
    });

    it('names every bucket of a backup', () => {
      const [, second] = decided(aged(0, 22), {
        keepHourly: 2,
        keepDaily: 2,
        keepWeekly: 2,
        keepMonthly: 2,
        keepYearly: 2,
      });
      expect(second).to.equal(
        'keep 22: hourly 2026-10-31 21:00+00:00, daily 2026-10-31, weekly 2026-W44, monthly 2026-10',
      );
    });

    it('counts only buckets with a verified backup, so that an outage empties none', () => {
      const lines = decided(aged(0, 100, 101, 101.1, 130, 131), {
        keepDays: 1,
        keepDaily: 3,
        keepMonthly: 3,
      });
      expect(lines).to.deep.equal([
        'keep 0: the newest verified backup',
        'keep 100: daily 2026-08-14, monthly 2026-08',
        'keep 101: daily 2026-08-13',
        'remove 101.1: older than keep_days (1) before the newest verified backup',
        'keep 130: monthly 2026-07',
        'remove 131: older than keep_days (1) before the newest verified backup',
      ]);
    });

    it('gives no bucket to an unverified backup', () => {
      const unverified = aBackup({ createdAt: daysBefore(1), verified: false });
      const lines = decided([...aged(0, 1.1), unverified], { keepDays: 0, keepDaily: 2 });
      expect(lines).to.deep.equal([
        'keep 0: the newest verified backup',
        'remove 1: not verified; older than keep_days (0) before the newest verified backup',
        'keep 1.1: daily 2026-11-21',
      ]);
    });

    it('gives no bucket to a future-dated backup', () => {
      const future = aBackup({ createdAt: daysBefore(-5800) });
      const lines = decided([future, ...aged(0, 1, 2)], { keepDays: 0, keepDaily: 2 });
      expect(lines.map((line) => line.split(':')[0])).to.deep.equal([
        'keep -5800',
        'keep 0',
        'keep 1',
        'remove 2',
      ]);
    });

    it('gives a bucket to a pinned backup', () => {
      const pinned = aBackup({ createdAt: daysBefore(1), pinned: true });
      const lines = decided([pinned, ...aged(0, 1.1)], { keepDays: 0, keepDaily: 2 });
      expect(lines.map((line) => line.split(':')[0])).to.deep.equal(['keep 0', 'keep 1', 'remove 1.1']);
    });

    it('keeps one of several of the same time', () => {
      const twins = ['app-1.db.gz', 'app-2.db.gz', 'app-3.db.gz'].map((filename) =>
        aBackup({ filename, createdAt: daysBefore(1) }),
      );
      const lines = decided([...twins, ...aged(0)], { keepDays: 0, keepDaily: 2 });
      expect(lines.filter((line) => line.startsWith('keep 1'))).to.have.length(1);
    });

    it('removes backups without a bucket first at the cap, then the oldest', () => {
      const backups = aged(0, 0.1, 0.2, 1, 2, 3);
      expect(decided(backups, { maxBackupFiles: 4, keepDaily: 4 })).to.deep.equal([
        'keep 0: the newest verified backup',
        'remove 0.1: beyond max_backup_files (4)',
        'remove 0.2: beyond max_backup_files (4)',
        'keep 1: daily 2026-11-21',
        'keep 2: daily 2026-11-20',
        'keep 3: daily 2026-11-19',
      ]);
      expect(decided(backups, { maxBackupFiles: 3, keepDaily: 4 }).at(-1)).to.equal(
        'remove 3: beyond max_backup_files (3), which has no slot for daily 2026-11-19',
      );
    });

    it('uses the days of the time zone', () => {
      const backups = ['2026-11-22T12:00:00Z', '2026-11-21T23:30:00Z', '2026-11-21T12:00:00Z'].map((moment) =>
        aBackup({ createdAt: new Date(moment) }),
      );
      const kept = (timeZone: string): readonly string[] =>
        decideRetention(backups, aRetentionPolicy({ keepDays: 0, keepDaily: 2, timeZone }), { now: NOW })
          .filter(({ action }) => action === 'keep')
          .map(({ backup }) => backup.createdAt.toISOString().slice(0, 16));
      expect(kept('UTC')).to.deep.equal(['2026-11-22T12:00', '2026-11-21T23:30']);
      // In Berlin the second one is of the 22nd too.
      expect(kept('Europe/Berlin')).to.deep.equal(['2026-11-22T12:00', '2026-11-21T12:00']);
    });
  });

  describe('while retention is paused', () => {
    it('removes nothing, and says so for what would be removed', () => {
      expect(
        decided(aged(0, 1, 9), { maxBackupFiles: 1 }, { pausedReason: 'the source is damaged' }),
      ).to.deep.equal([
        'keep 0: the newest verified backup',
        'keep 1: retention is paused: the source is damaged',
        'keep 9: retention is paused: the source is damaged',
      ]);
    });
  });

  describe('after a gap of more than a year', () => {
    it('does not count it: the history before it goes as the history after it grows', () => {
      const gap = '; a gap of more than a year does not count';
      expect(decided(aged(0, 2, 2000, 2005, 2006))).to.deep.equal([
        'keep 0: the newest verified backup',
        'keep 2: within keep_days (7) of the newest verified backup',
        `keep 2000: within keep_days (7) of the newest verified backup${gap}`,
        `keep 2005: within keep_days (7) of the newest verified backup${gap}`,
        'remove 2006: older than keep_days (7) before the newest verified backup',
      ]);
      expect(decided(aged(0, 8, 2000)).at(-1)).to.match(/^remove 2000/);
    });

    it('counts an unverified backup in it by its own distance', () => {
      const unverified = aBackup({ createdAt: daysBefore(9), verified: false });
      expect(decided([...aged(0, 2, 2000), unverified])[2]).to.equal(
        'remove 9: not verified; older than keep_days (7) before the newest verified backup',
      );
    });

    it('loses no history when a clock jumps to 2042 and back', () => {
      const history = aged(1, 2, 3, 4, 5, 6);
      const jumped = [-5800, -5799.9].map((age) => aBackup({ createdAt: daysBefore(age) }));
      const then = decided([...jumped, ...history], {}, { now: daysBefore(-5800) });
      expect(then.filter((line) => line.startsWith('keep'))).to.have.length(8);
      const back = decided([...jumped, ...history]);
      expect(back.filter((line) => line.startsWith('keep'))).to.have.length(8);
      expect(back[2]).to.equal('keep 1: the newest verified backup');
    });
  });

  it('decides about 10,000 backups', () => {
    const hourly = aged(...Array.from({ length: 10_000 }, (_, hour) => hour / 24));
    const policy = {
      keepDays: 2,
      maxBackupFiles: 1000,
      keepHourly: 72,
      keepDaily: 30,
      keepWeekly: 10,
      keepMonthly: 24,
      keepYearly: 5,
    };
    const kept = decided(hourly, policy).filter((line) => line.startsWith('keep'));
    const standingFor = (kind: string): number => kept.filter((line) => line.includes(kind)).length;
    // The newest of all has a bucket of each kind too, but is kept as the newest verified one.
    expect(BUCKET_KINDS.map(standingFor)).to.deep.equal([71, 29, 9, 13, 1]);
  });
});
