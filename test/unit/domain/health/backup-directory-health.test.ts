import { expect } from 'chai';
import { describe, it } from 'mocha';
import { backupDirectoryFindings } from '../../../../src/domain/health/backup-directory-health.ts';
import { aBackup, aDamagedBackup } from '../../../support/backup-builder.ts';

const NO_PROBLEM = { writeProblem: undefined, listProblem: undefined };

describe('backupDirectoryFindings', () => {
  it('finds no problem in a writable directory, empty or not', () => {
    expect(backupDirectoryFindings({ ...NO_PROBLEM, backups: [] })).to.deep.equal([]);
    expect(backupDirectoryFindings({ ...NO_PROBLEM, backups: [aBackup()] })).to.deep.equal([]);
  });

  it('reports a problem once when writing and listing have the same', () => {
    const problem = { message: 'disappeared', hint: 'mount' };
    expect(
      backupDirectoryFindings({ writeProblem: problem, listProblem: { ...problem }, backups: [] }),
    ).to.deep.equal([{ status: 'critical', kind: 'directory_not_writable', ...problem }]);
  });

  it('is critical when writing or listing fails', () => {
    const writeProblem = { message: 'read-only', hint: 'remount' };
    const listProblem = { message: 'no permission', hint: 'chmod' };
    expect(backupDirectoryFindings({ writeProblem, listProblem, backups: [] })).to.deep.equal([
      { status: 'critical', kind: 'directory_not_writable', ...writeProblem },
      { status: 'critical', kind: 'directory_not_listable', ...listProblem },
    ]);
  });

  it('names damaged manifests in a warning', () => {
    const damaged = aDamagedBackup();
    const findings = backupDirectoryFindings({ ...NO_PROBLEM, backups: [aBackup(), damaged] });
    expect(findings.map(({ status, message }) => [status, message])).to.deep.equal([
      ['warning', `damaged manifest: ${damaged.filename}`],
    ]);
  });
});
