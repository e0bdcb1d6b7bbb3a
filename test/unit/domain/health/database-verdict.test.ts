import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  byUrgency,
  databaseVerdict,
  type DatabaseStatus,
  type DatabaseVerdictFacts,
} from '../../../../src/domain/health/database-verdict.ts';

const LATE = { status: 'warning', kind: 'backup_overdue' } as const;
const OLD = { status: 'warning', kind: 'backup_too_old' } as const;
const ANCIENT = { status: 'critical', kind: 'backup_too_old' } as const;
const OTHER = { status: 'warning', kind: 'cleanup_failed' } as const;

const verdict = (
  findings: DatabaseVerdictFacts['findings'],
  facts: Partial<DatabaseVerdictFacts> = {},
): DatabaseStatus => databaseVerdict({ findings, areBackupsKnown: true, isRetentionPaused: false, ...facts });

describe('databaseVerdict', () => {
  it('is healthy without findings', () => {
    expect(verdict([])).to.equal('healthy');
  });

  it('is a warning for any finding', () => {
    expect(verdict([OTHER])).to.equal('warning');
  });

  it('is overdue when the newest verified backup is too old, or missing when due', () => {
    expect(verdict([OTHER, LATE])).to.equal('overdue');
    expect(verdict([OLD])).to.equal('overdue');
  });

  it('is `frozen` during an anomaly, overdue or not', () => {
    expect(verdict([], { isRetentionPaused: true })).to.equal('frozen');
    expect(verdict([LATE], { isRetentionPaused: true })).to.equal('frozen');
  });

  it('is critical before anything else', () => {
    expect(verdict([ANCIENT])).to.equal('critical');
    expect(verdict([LATE, ANCIENT], { isRetentionPaused: true })).to.equal('critical');
  });

  it('is critical where the backups are unknown', () => {
    expect(verdict([], { areBackupsKnown: false })).to.equal('critical');
  });

  it('sorts the worst first', () => {
    const all: DatabaseStatus[] = ['warning', 'critical', 'healthy', 'frozen', 'overdue'];
    expect(all.sort(byUrgency)).to.deep.equal(['critical', 'frozen', 'overdue', 'warning', 'healthy']);
  });
});
