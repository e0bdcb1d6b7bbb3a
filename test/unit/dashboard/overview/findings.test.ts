import { expect } from 'chai';
import { describe, it } from 'mocha';
import type {
  Databases,
  Finding,
  FindingKind,
} from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { findings as en } from '../../../../src/adapters/inbound/dashboard/i18n/en/findings.ts';
import { findings as zhCn } from '../../../../src/adapters/inbound/dashboard/i18n/zh-cn/findings.ts';
import {
  FINDING_KIND_PROPERTIES,
  findingKindProperties,
} from '../../../../src/adapters/inbound/dashboard/views/overview/finding-kinds.ts';
import {
  allFindings,
  weighFindings,
} from '../../../../src/adapters/inbound/dashboard/views/overview/weigh-findings.ts';
import { FINDING_KINDS } from '../../../../src/domain/health/finding-kind.ts';

describe('the findings of the overview', () => {
  for (const [language, texts] of Object.entries({ en, 'zh-CN': zhCn })) {
    it(`are all told, with what to do, in ${language}`, () => {
      const wanted = FINDING_KINDS.flatMap((kind) => [kind, `${kind}_do`]);
      expect(texts).to.include.keys(wanted);
    });

    it(`tell of no kind that there is not, in ${language}`, () => {
      const told = Object.keys(texts)
        .filter((key) => key.endsWith('_do') && key !== 'unknown_do')
        .map((key) => key.slice(0, -'_do'.length));
      expect(told).to.have.members([...FINDING_KINDS]);
    });
  }

  it('have each a weight and a step', () => {
    expect(Object.keys(FINDING_KIND_PROPERTIES)).to.have.members([...FINDING_KINDS]);
  });

  it('of a newer service have no step', () => {
    expect(findingKindProperties('of_the_future').step).to.equal('none');
    expect(findingKindProperties('constructor').step).to.equal('none');
  });

  it('come critical first, then by what is at stake, then as the service has them', () => {
    const sorted = weighFindings([
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

  it('of databases and of none are told together; before the first backup not that there is none', () => {
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
