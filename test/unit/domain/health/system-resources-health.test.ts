import { expect } from 'chai';
import { describe, it } from 'mocha';
import { diskSpaceFindings, usedPercent } from '../../../../src/domain/health/system-resources-health.ts';

const LIMITS = { diskWarningPercent: 80, diskCriticalPercent: 95, minFreeBytes: 100 };
const MIB = 1024 * 1024;

const statuses = (freeBytes: number, limits = LIMITS): readonly string[] =>
  diskSpaceFindings({ freeBytes, totalBytes: 10_000 }, limits).map(({ status }) => status);

describe('diskSpaceFindings', () => {
  it('is healthy below the first limit; a limit includes its value', () => {
    expect(statuses(2001)).to.deep.equal([]);
    expect(statuses(2000)).to.deep.equal(['warning']);
    expect(statuses(501)).to.deep.equal(['warning']);
    expect(statuses(500)).to.deep.equal(['critical']);
  });

  it('is critical below the required free space, on a disk of any size', () => {
    const limits = { ...LIMITS, diskWarningPercent: 100, diskCriticalPercent: 100, minFreeBytes: 512 * MIB };
    const findings = diskSpaceFindings({ freeBytes: 100 * MIB, totalBytes: 10_000 * MIB }, limits);
    expect(findings.map(({ status, message }) => [status, message])).to.deep.equal([
      ['critical', '100.0 MB are free (min_free_mb requires 512.0 MB)'],
    ]);
    expect(statuses(100)).to.deep.equal(['critical']);
  });

  it('reports both problems', () => {
    expect(statuses(99)).to.deep.equal(['critical', 'critical']);
  });

  it('uses the free space where a file system reports no size', () => {
    expect(diskSpaceFindings({ freeBytes: 200, totalBytes: 0 }, LIMITS)).to.deep.equal([]);
  });
});

describe('usedPercent', () => {
  it('counts space that this user may not write as used', () => {
    expect(usedPercent({ freeBytes: 25, totalBytes: 200 })).to.equal(87.5);
    expect(usedPercent({ freeBytes: 0, totalBytes: 0 })).to.equal(undefined);
  });
});
