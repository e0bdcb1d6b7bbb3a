import { expect } from 'chai';
import { describe, it } from 'mocha';
import type {
  Databases,
  Finding,
  FindingKind,
} from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { findings as texts } from '../../../../src/adapters/inbound/dashboard/i18n/texts/findings.ts';
import {
  allFindings,
  FINDING_KIND_PROPERTIES,
  findingKindProperties,
  sortFindings,
} from '../../../../src/adapters/inbound/dashboard/views/overview/findings.ts';
import { FINDING_KINDS } from '../../../../src/domain/health/finding-kind.ts';

describe('the findings of the overview', () => {
  it('have a text and a next step for each kind', () => {
    const wanted = FINDING_KINDS.flatMap((kind) => [kind, `${kind}_do`]);
    expect(texts).to.include.keys(wanted);
  });

  it('have no text for an unknown kind', () => {
    const known = Object.keys(texts)
      .filter((key) => key.endsWith('_do') && key !== 'unknown_do')
      .map((key) => key.slice(0, -'_do'.length));
    expect(known).to.have.members([...FINDING_KINDS]);
  });

  it('have a weight and a step for each kind', () => {
    expect(Object.keys(FINDING_KIND_PROPERTIES)).to.have.members([...FINDING_KINDS]);
  });

  it('have no step when the kind is unknown', () => {
    expect(findingKindProperties('of_the_future').step).to.equal('none');
    expect(findingKindProperties('constructor').step).to.equal('none');
  });

  it('are sorted by status, then weight, then order of the service', () => {
    const sorted = sortFindings([
      finding('warning', 'journal_torn'),
      finding('warning', 'backup_overdue', 'one'),
      finding('warning', 'backup_overdue', 'two'),
      finding('critical', 'disk_nearly_full'),
      finding('critical', 'source_damaged'),
    ]);
    expect(sorted.map(({ kind, database }) => [kind, database])).to.deep.equal([
      ['source_damaged', null],
      ['disk_nearly_full', null],
      ['backup_overdue', 'one'],
      ['backup_overdue', 'two'],
      ['journal_torn', null],
    ]);
  });

  it('include general findings, and omit missing backups before the first one', () => {
    const known = {
      databases: [{ findings: [finding('critical', 'no_verified_backup', 'app')] }],
      general_findings: [finding('warning', 'disk_unknown')],
    } as unknown as Databases;
    const kinds = (isFirst: boolean) => allFindings(known, isFirst).map(({ kind }) => kind);
    expect(kinds(false)).to.deep.equal(['no_verified_backup', 'disk_unknown']);
    expect(kinds(true)).to.deep.equal(['disk_unknown']);
  });
});

function finding(status: Finding['status'], kind: FindingKind, database: string | null = null): Finding {
  return { status, kind, database, message: '', hint: '' };
}
