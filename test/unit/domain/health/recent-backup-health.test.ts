import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import {
  overdueFindings,
  recentBackupFindings,
  recentBackupFacts,
} from '../../../../src/domain/health/recent-backup-health.ts';
import {
  HOUR_MS,
  NOW,
  aBackup,
  aDamagedBackup,
  anUnmanagedBackup,
  daysBefore,
  unchanged,
} from '../../../support/backup-builder.ts';

const MAX_AGE_HOURS = 26;
const hoursBefore = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

function runPreflightCheck(...backups: readonly Backup[]): readonly string[] {
  const findings = recentBackupFindings(recentBackupFacts('app', backups, NOW), MAX_AGE_HOURS);
  return findings.map(({ status, message }) => `${status}: ${message}`);
}

describe('recentBackupFindings', () => {
  it('finds no problem in a verified backup up to max_age_hours old', () => {
    expect(
      runPreflightCheck(aBackup({ createdAt: hoursBefore(26) }), aBackup({ createdAt: daysBefore(9) })),
    ).to.deep.equal([]);
  });

  it('warns when the newest verified backup is older than that', () => {
    expect(runPreflightCheck(aBackup({ createdAt: hoursBefore(26.5) }))).to.deep.equal([
      'warning: the newest verified backup of app is 26.5 h old (max_age_hours is 26)',
    ]);
  });

  it('still warns at exactly twice that, and is critical beyond', () => {
    expect(runPreflightCheck(aBackup({ createdAt: hoursBefore(52) }))[0]).to.match(/^warning/);
    expect(runPreflightCheck(aBackup({ createdAt: hoursBefore(52.1) }))[0]).to.match(/^critical/);
  });

  it('counts the age from the last run that found the database unchanged', () => {
    const old = aBackup({ createdAt: daysBefore(9) });
    expect(runPreflightCheck(unchanged(old, hoursBefore(26)))).to.deep.equal([]);
    expect(runPreflightCheck(unchanged(old, hoursBefore(26.5)))).to.deep.equal([
      'warning: the newest verified backup of app is 26.5 h old (max_age_hours is 26)',
    ]);
    // The clock was set back after that run.
    const { ageHours } = recentBackupFacts('app', [unchanged(old, hoursBefore(-1))], NOW);
    expect(ageHours).to.equal(0);
  });

  it('does not count a run that found an unverified backup current', () => {
    const newest = unchanged(aBackup({ createdAt: daysBefore(9), verified: false }), NOW);
    expect(runPreflightCheck(newest, aBackup({ createdAt: daysBefore(10) }))).to.deep.equal([
      `warning: the newest backup of app is not verified: ${newest.filename}`,
      'critical: the newest verified backup of app is 240.0 h old (max_age_hours is 26)',
    ]);
  });

  it('is critical without a verified backup', () => {
    expect(runPreflightCheck()).to.deep.equal(['critical: app has no verified backup']);
    expect(runPreflightCheck(aBackup({ verified: false }))).to.deep.equal([
      'critical: app has no verified backup',
    ]);
  });

  it('uses the newest verified backup, not an older one', () => {
    const newest = aBackup({ verified: false });
    expect(runPreflightCheck(newest, aBackup({ createdAt: hoursBefore(20) }))).to.deep.equal([
      `warning: the newest backup of app is not verified: ${newest.filename}`,
    ]);
  });

  it('does not count a backup with a damaged manifest', () => {
    expect(runPreflightCheck(aDamagedBackup(), aBackup({ createdAt: hoursBefore(1) }))[0]).to.match(
      /is not verified/,
    );
  });

  it("does not let another tool's file count as the newest", () => {
    expect(runPreflightCheck(anUnmanagedBackup(), aBackup({ createdAt: hoursBefore(1) }))).to.deep.equal([]);
  });

  it('reports future-dated backups and does not count them as fresh', () => {
    const future = aBackup({ createdAt: daysBefore(-365) });
    expect(runPreflightCheck(future)).to.deep.equal([
      'critical: app has no verified backup',
      `warning: backups of app are dated in the future: ${future.filename}`,
    ]);
  });
});

describe('overdueFindings', () => {
  it('warns with the due time', () => {
    const [finding] = overdueFindings('app', new Date('2026-11-22T02:00:00Z'));
    expect(finding).to.deep.include({
      status: 'warning',
      message: 'the scheduled backup of app is overdue: it was due at 2026-11-22T02:00:00.000Z',
    });
    expect(finding?.hint).to.include('backup-manager serve');
  });

  it('is empty when nothing is overdue', () => {
    expect(overdueFindings('app', undefined)).to.deep.equal([]);
  });
});

describe('recentBackupFacts', () => {
  it('names the newest, the newest verified one and its age', () => {
    const newest = aBackup({ verified: false });
    const verified = aBackup({ createdAt: hoursBefore(3) });
    const future = aBackup({ createdAt: daysBefore(-1) });
    const facts = recentBackupFacts(
      'app',
      [aBackup({ createdAt: hoursBefore(9) }), verified, future, newest],
      NOW,
    );
    expect(facts).to.deep.equal({
      database: 'app',
      backupFiles: 4,
      newest,
      newestVerified: verified,
      ageHours: 3,
      futureDated: [future],
    });
  });
});
