import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isVerified, type Backup } from '../../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../../src/domain/backup/chain.ts';
import { damageKindOf, damageOf, isDamaged, isRestorable } from '../../../../src/domain/backup/damage.ts';
import { damagedBackups } from '../../../../src/domain/health/damage-health.ts';
import type { CheckResult } from '../../../../src/domain/verification/verification.ts';
import {
  aBackup,
  aChain,
  aDamagedBackup,
  anUnmanagedBackup,
  aVerification,
  daysBefore,
  NOW,
} from '../../../support/backup-builder.ts';

function looked(results: readonly CheckResult[], changes: Partial<Backup> = {}): Backup {
  const backup = aBackup({ createdAt: daysBefore(1) });
  const verifications = results.map((result) => aVerification(result));
  return { ...backup, state: { ...backup.state, verifications }, ...changes };
}

describe('the damage of a backup', () => {
  it('is the finding of the newest conclusive verification', () => {
    expect(damageOf(looked(['ok', 'failed']))).to.include('failed: stored bytes');
    expect(isDamaged(looked(['failed', 'inconclusive']))).to.equal(true);
    expect(damageKindOf(looked(['failed', 'inconclusive']))).to.equal('verification_failed');
  });

  it('ends with a later verification that is ok', () => {
    expect(damageOf(looked(['failed', 'ok']))).to.equal(undefined);
    expect(damageOf(looked(['failed', 'ok', 'inconclusive']))).to.equal(undefined);
  });

  it('is a missing data file, or one with another size than in its manifest', () => {
    const missing = looked(['ok'], { isDataMissing: true, storedBytes: 0 });
    const short = looked(['ok'], { storedBytes: 5 });
    expect(damageOf(missing)).to.include('missing');
    expect(damageOf(short)).to.include('5 bytes');
    expect([missing, short].map(damageKindOf)).to.deep.equal(['data_missing', 'size_differs']);
    expect([missing, short].map(isVerified)).to.deep.equal([false, false]);
  });

  it("is unknown for an unverified backup and for another tool's file", () => {
    expect(damageOf(looked([]))).to.equal(undefined);
    expect(damageKindOf(looked([]))).to.equal(undefined);
    expect(damageOf(anUnmanagedBackup({ storedBytes: 5 }))).to.equal(undefined);
  });
});

describe('a restorable backup', () => {
  const chain = aChain(daysBefore(3), ['diff', 'incr', 'incr']);

  it('has its file and every backup below it', () => {
    expect(linkChains(chain).map(isRestorable)).to.deep.equal([true, true, true, true]);
    const [full, , ...rest] = chain;
    expect(linkChains([full!, ...rest]).map(isRestorable)).to.deep.equal([true, false, false]);
    expect(chain.map(isRestorable), 'not from a list').to.deep.equal([true, false, false, false]);
  });

  it('has no known damage, in itself and below it', () => {
    expect([looked(['ok']), looked([])].map(isRestorable)).to.deep.equal([true, true]);
    const damaged = [looked(['failed']), looked(['ok'], { isDataMissing: true }), aDamagedBackup()];
    expect(damaged.map(isRestorable)).to.deep.equal([false, false, false]);
    const [full, diff, ...rest] = chain;
    const state = { ...diff!.state, verifications: [aVerification('failed')] };
    expect(linkChains([full!, { ...diff!, state }, ...rest]).map(isRestorable)).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
  });

  it("may be another tool's file, but no delta without its manifest", () => {
    expect(isRestorable(anUnmanagedBackup())).to.equal(true);
    expect(isRestorable(anUnmanagedBackup({ filename: 'app-20261122T210800123Z.wal.gz' }))).to.equal(false);
    expect(isRestorable(anUnmanagedBackup({ isDataMissing: true }))).to.equal(false);
  });
});

describe('the health of damaged backups', () => {
  const damaged = looked(['failed']);

  it('is a warning, and critical when the newest one is damaged', () => {
    const newer = aBackup({ createdAt: NOW });
    const statuses = (backups: readonly Backup[]) =>
      damagedBackups('app', backups, NOW).map(({ kind, status }) => [kind, status]);
    expect(statuses([newer, damaged])).to.deep.equal([['backup_damaged', 'warning']]);
    expect(statuses([damaged, aBackup({ createdAt: daysBefore(2) })])).to.deep.equal([
      ['backup_damaged', 'critical'],
    ]);
    expect(statuses([newer])).to.deep.equal([]);
  });

  it('does not take a future-dated backup for the newest', () => {
    const ahead = aBackup({ createdAt: daysBefore(-9) });
    expect(damagedBackups('app', [ahead, damaged], NOW)[0]?.status).to.equal('critical');
  });

  it('names each with its reason', () => {
    const [finding] = damagedBackups('app', [damaged], NOW);
    expect(finding?.message).to.include(damaged.filename).and.include('stored bytes');
  });
});
