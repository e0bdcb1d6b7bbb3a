import { expect } from 'chai';
import { describe, it } from 'mocha';
import { decideRetention, type RetentionPolicy } from '../../../../src/domain/retention/retention.ts';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import {
  NOW,
  aBackup,
  aDamagedBackup,
  aVerification,
  anUnmanagedBackup,
  daysBefore,
} from '../../../support/backup-builder.ts';

const POLICY: RetentionPolicy = { keepDays: 7, maxBackupFiles: 50, keepMin: 1 };

/** Backups by the days of their age. */
const aged = (...days: readonly number[]): readonly Backup[] =>
  days.map((age) => aBackup({ createdAt: daysBefore(age) }));

/** One line for each decision: `<action> <days of age>: <reason>`. */
function decided(
  backups: readonly Backup[],
  policy: Partial<RetentionPolicy> = {},
  now = NOW,
): readonly string[] {
  return decideRetention(backups, { ...POLICY, ...policy }, now).map(({ backup, action, reason }) => {
    const days = (NOW.getTime() - backup.createdAt.getTime()) / 86_400_000;
    return `${action} ${String(days)}: ${reason}`;
  });
}

describe('decideRetention', () => {
  it('decides about nothing when there is nothing', () => {
    expect(decided([])).to.deep.equal([]);
  });

  it('keeps what is within keep_days of the newest verified backup and removes what is older', () => {
    expect(decided(aged(0, 3, 7, 7.5, 30))).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 3: within keep_days (7) of the newest verified backup',
      'keep 7: within keep_days (7) of the newest verified backup',
      'remove 7.5: older than keep_days (7) before the newest verified backup',
      'remove 30: older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('counts back from the newest verified backup, so that an outage of months wipes nothing', () => {
    const backups = aged(100, 102, 106);
    expect(decided(backups).map((line) => line.split(' ')[0])).to.deep.equal(['keep', 'keep', 'keep']);
  });

  it('caps the verified ones, the oldest go first', () => {
    expect(decided(aged(0, 1, 2, 3), { maxBackupFiles: 2 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 2: beyond max_backup_files (2)',
      'remove 3: beyond max_backup_files (2)',
    ]);
  });

  it('keeps the newest verified backup under the harshest policy', () => {
    expect(decided(aged(0, 1), { keepDays: 0, maxBackupFiles: 0, keepMin: 0 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'remove 1: older than keep_days (0) before the newest verified backup',
    ]);
  });

  it('keeps keep_min verified backups whatever their age and whatever the cap', () => {
    expect(decided(aged(0, 20, 40, 60), { keepMin: 3, maxBackupFiles: 1 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 20: one of the newest verified backups (keep_min 3)',
      'keep 40: one of the newest verified backups (keep_min 3)',
      'remove 60: older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('never removes a pinned backup, which takes a slot and does not give way', () => {
    const backups = [...aged(0, 1, 2), aBackup({ createdAt: daysBefore(99), pinned: true })];
    expect(decided(backups, { maxBackupFiles: 3 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 2: beyond max_backup_files (3)',
      'keep 99: pinned',
    ]);
  });

  it('removes unverified backups by age alone: they fill no slot', () => {
    const unverified = [1, 2, 8].map((age) => aBackup({ createdAt: daysBefore(age), verified: false }));
    expect(decided([...aged(0, 3), ...unverified], { maxBackupFiles: 2 })).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 1: not verified; within keep_days (7) of the newest verified backup',
      'keep 2: not verified; within keep_days (7) of the newest verified backup',
      'keep 3: within keep_days (7) of the newest verified backup',
      'remove 8: not verified; older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('keeps an unverified backup that has no newer verified one, whatever the policy', () => {
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

  it('sets future-dated backups apart: kept, reported, no anchor, no slot', () => {
    const future = aBackup({ createdAt: daysBefore(-5800) });
    expect(decided([future, ...aged(0, 1, 9)], { maxBackupFiles: 2 })).to.deep.equal([
      'keep -5800: dated in the future; check the clock of the host that made it',
      'keep 0: the newest verified backup',
      'keep 1: within keep_days (7) of the newest verified backup',
      'remove 9: older than keep_days (7) before the newest verified backup',
    ]);
  });

  it('does not call a backup of this very moment future-dated', () => {
    expect(decided(aged(0))).to.deep.equal(['keep 0: the newest verified backup']);
  });

  it("never touches another tool's file or one whose manifest is damaged", () => {
    const backups = [
      ...aged(0),
      anUnmanagedBackup({ createdAt: daysBefore(300) }),
      aDamagedBackup({ createdAt: daysBefore(301) }),
    ];
    expect(decided(backups)).to.deep.equal([
      'keep 0: the newest verified backup',
      'keep 300: not made by this tool: retention never touches it',
      'keep 301: manifest is damaged; verify or remove it by hand',
    ]);
  });

  it('breaks the tie of equal moments by the file name', () => {
    const [first, second] = ['app-1.db.gz', 'app-2.db.gz'].map((filename) => aBackup({ filename }));
    const decisions = decideRetention([first!, second!], { ...POLICY, maxBackupFiles: 1 }, NOW);
    expect(decisions.map(({ backup, action }) => `${action} ${backup.filename}`)).to.deep.equal([
      'keep app-2.db.gz',
      'remove app-1.db.gz',
    ]);
  });
});
