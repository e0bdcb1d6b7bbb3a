import { expect } from 'chai';
import { describe, it } from 'mocha';
import { checkOf, critical, warning, worstStatus } from '../../../../src/domain/health/health.ts';

describe('worstStatus', () => {
  it('is the worst of them, in any order', () => {
    expect(worstStatus(['warning', 'critical', 'healthy'])).to.equal('critical');
    expect(worstStatus(['warning', 'healthy'])).to.equal('warning');
  });

  it('is healthy when there is none', () => {
    expect(worstStatus([])).to.equal('healthy');
  });
});

describe('checkOf', () => {
  it('is as bad as the worst finding', () => {
    const findings = [
      warning({ kind: 'no_backups', message: 'w', hint: 'do' }),
      critical({ kind: 'source_missing', database: 'app', message: 'c', hint: 'do' }),
    ];
    expect(checkOf(findings)).to.deep.equal({ status: 'critical', findings });
  });

  it('is healthy without findings', () => {
    expect(checkOf([])).to.deep.equal({ status: 'healthy', findings: [] });
  });
});
