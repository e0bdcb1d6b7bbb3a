import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EMPTY_STATE, type Backup } from '../../../../src/domain/backup/backup.ts';
import { drillFindings, verificationFacts } from '../../../../src/domain/health/verification-health.ts';
import type { Verification } from '../../../../src/domain/verification/verification.ts';
import {
  NOW,
  aBackup,
  anUnmanagedBackup,
  aVerification,
  daysBefore,
} from '../../../support/backup-builder.ts';

function provenBackup(createdAt: Date, ...verifications: readonly Verification[]): Backup {
  return aBackup({ createdAt, state: { ...EMPTY_STATE, verifications } });
}

const drill = (result: Verification['result'], at: Date): Verification => ({
  ...aVerification(result, at),
  level: 'drill',
  detail: 'orders: 0 rows',
  restoreMs: 1500,
});

describe('the last ok verification', () => {
  it('is the newest ok one of any backup', () => {
    const old = provenBackup(daysBefore(5), aVerification('ok', daysBefore(1)));
    const young = provenBackup(
      daysBefore(2),
      aVerification('ok', daysBefore(2)),
      aVerification('failed', daysBefore(0.5)),
    );
    const { lastOk, lastDrill } = verificationFacts([young, old], NOW);
    expect(lastOk).to.include({ filename: old.filename });
    expect(lastOk?.verification.at).to.deep.equal(daysBefore(1));
    expect(lastDrill).to.equal(undefined);
  });

  it('excludes a backup that was found damaged later', () => {
    const damaged = provenBackup(
      daysBefore(2),
      aVerification('ok', daysBefore(2)),
      aVerification('failed', daysBefore(1)),
    );
    expect(verificationFacts([damaged], NOW).lastOk).to.equal(undefined);
    const older = provenBackup(daysBefore(5), aVerification('ok', daysBefore(5)));
    expect(verificationFacts([damaged, older], NOW).lastOk).to.include({ filename: older.filename });
  });

  it('excludes another tool’s files', () => {
    const state = { ...EMPTY_STATE, verifications: [aVerification()] };
    expect(verificationFacts([anUnmanagedBackup({ state })], NOW).lastOk).to.equal(undefined);
  });
});

describe('the last restore drill', () => {
  it('is the newest one, with any result and the restore time', () => {
    const backup = provenBackup(daysBefore(5), drill('ok', daysBefore(3)), drill('failed', daysBefore(1)));
    const facts = verificationFacts([backup], NOW);
    expect(facts.lastDrill?.verification).to.include({ result: 'failed', restoreMs: 1500 });
    expect(drillFindings('app', facts)).to.deep.equal([
      {
        status: 'critical',
        kind: 'drill_failed',
        database: 'app',
        message: `the last restore drill of app (${backup.filename}) failed: orders: 0 rows`,
        hint: `Find the cause, then run another one: backup-manager verify ${backup.filename} --level drill`,
      },
    ]);
  });

  it('excludes future-dated ones', () => {
    const failed = provenBackup(daysBefore(5), drill('failed', daysBefore(1)));
    const ahead = provenBackup(daysBefore(4), drill('ok', daysBefore(-1)));
    const { lastOk, lastDrill } = verificationFacts([ahead, failed], NOW);
    expect(lastDrill).to.include({ filename: failed.filename });
    expect(lastOk).to.equal(undefined);
  });

  it('is a warning when it was inconclusive, and no finding when ok or missing', () => {
    const inconclusive = verificationFacts(
      [provenBackup(daysBefore(1), drill('inconclusive', daysBefore(1)))],
      NOW,
    );
    expect(drillFindings('app', inconclusive).map(({ status }) => status)).to.deep.equal(['warning']);
    const mended = [drill('failed', daysBefore(2)), drill('ok', daysBefore(1))];
    expect(
      drillFindings('app', verificationFacts([provenBackup(daysBefore(3), ...mended)], NOW)),
    ).to.deep.equal([]);
    expect(drillFindings('app', verificationFacts([], NOW))).to.deep.equal([]);
  });
});
