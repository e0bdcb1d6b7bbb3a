import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isManaged, isVerified, manifestOf, newestFirst, type Backup } from '../../../../src/domain/backup/backup.ts';
import { groupByDatabase } from '../../../../src/domain/backup/group-by-database.ts';
import type { CheckResult } from '../../../../src/domain/verification/verification.ts';
import { aBackup, aDamagedBackup, aManifest, aVerification, anUnmanagedBackup, daysBefore } from '../../../support/backup-builder.ts';

function verifiedBy(...results: readonly CheckResult[]): Backup {
  return aBackup({ state: { pinned: false, label: undefined, verifications: results.map((one) => aVerification(one)) } });
}

describe('isVerified', () => {
  it('needs a verification', () => {
    expect(isVerified(verifiedBy())).to.equal(false);
  });

  it('goes by the newest verification', () => {
    expect(isVerified(verifiedBy('failed', 'ok'))).to.equal(true);
    expect(isVerified(verifiedBy('ok', 'failed'))).to.equal(false);
  });

  it('ignores inconclusive ones', () => {
    expect(isVerified(verifiedBy('ok', 'inconclusive'))).to.equal(true);
    expect(isVerified(verifiedBy('failed', 'inconclusive'))).to.equal(false);
    expect(isVerified(verifiedBy('inconclusive'))).to.equal(false);
  });

  it('is false for a backup of a damaged source', () => {
    const sourceCheck = { ...aManifest().sourceCheck, result: 'failed' } as const;
    expect(isVerified(aBackup({ manifest: { sourceCheck } }))).to.equal(false);
  });

  it('is true when the source check was inconclusive', () => {
    const sourceCheck = { ...aManifest().sourceCheck, result: 'inconclusive' } as const;
    expect(isVerified(aBackup({ manifest: { sourceCheck } }))).to.equal(true);
  });

  it('is false without an intact manifest', () => {
    expect(isVerified(aDamagedBackup())).to.equal(false);
    expect(isVerified(anUnmanagedBackup({ verified: true }))).to.equal(false);
  });
});

describe('isManaged and manifestOf', () => {
  it("distinguish managed backups from other tools' files, damaged manifests included", () => {
    expect([aBackup(), aDamagedBackup(), anUnmanagedBackup()].map(isManaged)).to.deep.equal([true, true, false]);
  });

  it('return the manifest only when it is intact', () => {
    expect(manifestOf(aBackup())?.database).to.equal('app');
    expect(manifestOf(aDamagedBackup())).to.equal(undefined);
    expect(manifestOf(anUnmanagedBackup())).to.equal(undefined);
  });
});

describe('newestFirst', () => {
  it('gives every listing the same order, also for equal times', () => {
    const backups = [0, 0, 1, 1, 2].map((age, index) =>
      aBackup({ createdAt: daysBefore(age), filename: `app-${String(index)}.db` }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(backups, { minLength: backups.length }), (shuffled) => {
        const names = shuffled.sort(newestFirst).map(({ filename }) => filename);
        expect(names).to.deep.equal(['app-1.db', 'app-0.db', 'app-3.db', 'app-2.db', 'app-4.db']);
      }),
    );
  });

  it('finds a backup equal to itself', () => {
    expect(newestFirst(aBackup(), aBackup())).to.equal(0);
  });
});

describe('groupByDatabase', () => {
  it("keeps the order within each database, and other tools' nameless files together", () => {
    const nameless = { ...anUnmanagedBackup({ filename: 'x.db' }), database: undefined };
    const backups = [aBackup({ filename: '2.db' }), aBackup({ database: 'shop' }), nameless, aBackup({ filename: '1.db' })];
    const groups = [...groupByDatabase(backups)].map(([name, group]) => [name, group.map(({ filename }) => filename)]);
    expect(groups).to.deep.equal([
      ['app', ['2.db', '1.db']],
      ['shop', [backups[1]?.filename]],
      [undefined, ['x.db']],
    ]);
  });
});
