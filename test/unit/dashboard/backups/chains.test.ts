import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Backup, CreatedBackup } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { language } from '../../../../src/adapters/inbound/dashboard/i18n/language.ts';
import { allDoneText, doneText } from '../../../../src/adapters/inbound/dashboard/views/backups/back-ups.ts';
import { rowsOf } from '../../../../src/adapters/inbound/dashboard/views/backups/backup-row.ts';
import { chainText } from '../../../../src/adapters/inbound/dashboard/views/chains/chains.ts';
import { checkNames } from '../../../../src/adapters/inbound/dashboard/views/backups/verification-text.ts';
import { verificationStateText } from '../../../../src/adapters/inbound/dashboard/views/backups/verification-state.ts';
import { runSummary } from '../../../../src/adapters/inbound/dashboard/views/history/run-summary.ts';
import { listed } from './listed-backups.ts';

const FULL = listed({ filename: 'full', size: 1000 });
const DIFF = listed({ filename: 'diff', size: 100, type: 'diff', parent: 'full' });
const INCR = listed({ filename: 'incr', size: 10, type: 'incr', parent: 'diff' });
const CHAIN = [INCR, DIFF, FULL];
const BROKEN: Partial<Backup> = { restorable: false, damage: 'no parent', damage_kind: 'not_restorable' };

describe('a chain on the page', () => {
  const before = language.value;
  beforeEach(() => {
    language.value = 'en';
  });
  afterEach(() => {
    language.value = before;
  });

  const filesOf = (list: readonly Backup[]) =>
    rowsOf(list, new Map()).map(({ chain }) => chain?.files()?.map(({ filename }) => filename));

  it('has the files that a restore reads', () => {
    expect(filesOf(CHAIN)).to.deep.equal([['incr', 'diff', 'full'], ['diff', 'full'], ['full']]);
  });

  it('has none where one of them is missing, or where parents form a circle', () => {
    expect(filesOf([INCR, FULL])).to.deep.equal([undefined, ['full']]);
    const [row] = rowsOf([INCR, FULL], new Map());
    expect(row?.chain?.hasParent).to.equal(false);
    expect(filesOf([{ ...DIFF, parent: 'incr' }, INCR])).to.deep.equal([undefined, undefined]);
  });

  it('is not mentioned where every backup is a full', () => {
    expect(filesOf([FULL])).to.deep.equal([undefined]);
    expect(rowsOf([FULL], new Map())[0]?.chain).to.equal(undefined);
    expect(chainText([FULL])).to.equal(undefined);
  });

  it("has the number of restore points and their size, without another tool's files", () => {
    const foreign = listed({ filename: 'foreign', managed: false, size: 5000 });
    expect(chainText([...CHAIN, foreign])).to.equal('3 restore points in 1.11 kB');
    expect(rowsOf([...CHAIN, foreign], new Map())[3]?.chain).to.equal(undefined);
    language.value = 'zh-CN';
    expect(chainText(CHAIN)).to.include('3 个恢复点');
  });

  it('shows what is not restorable', () => {
    const broken = { ...INCR, ...BROKEN };
    expect(chainText([broken, FULL])).to.equal('1 restore point in 1.01 kB, 1 backup is not restorable');
    expect(verificationStateText(broken, 'failed')).to.equal('Not restorable');
  });

  it('has names for the checks of a diff or incr', () => {
    expect(checkNames('stored_bytes, stored_sha256, frames, chain')?.names).to.equal(
      'Size of the file · SHA-256 of the file · Changed pages · Backups below it',
    );
  });

  it('is named in the history', () => {
    const summary = (facts: Record<string, unknown>) =>
      runSummary({
        ...{ id: '1', operation: 'create', database: 'app', started_at: '', outcome: 'succeeded' },
        ...{ duration_ms: 1, warnings: [], error: null },
        facts: { database_bytes: 1000, stored_bytes: 10, verified: true, ...facts },
      }).text;
    expect(summary({ type: 'incr' })).to.equal('incr · read 1 kB, stored 10 B');
    expect(summary({ type: 'full' })).to.equal('read 1 kB, stored 10 B');
  });
});

describe('the end of a backup on the page', () => {
  const before = language.value;
  beforeEach(() => {
    language.value = 'en';
  });
  afterEach(() => {
    language.value = before;
  });

  const made = { database: 'app', created_at: '2026-11-22T21:08:00.123Z', unchanged: false, copies: [] };
  const result = (changes: Partial<CreatedBackup> = {}) => ({ ...made, ...changes });

  it('says since when an unchanged database has no new file', () => {
    expect(doneText({ result: result() }, 'app')).to.equal('app is backed up');
    expect(doneText({ result: result({ unchanged: true }) }, 'app')).to.match(
      /^app is unchanged since .*2026.*: no new file$/,
    );
    language.value = 'zh-CN';
    expect(doneText({ result: result({ unchanged: true }) }, 'app')).to.include('没有变化');
  });

  it('counts the unchanged ones of all databases', () => {
    const unchanged = result({ unchanged: true });
    const failed = { database: 'x', path: '/x', error: { code: 'INTERNAL', message: '', hint: '' } };
    expect(allDoneText({ result: [result(), result(), unchanged, failed] })).to.equal(
      '2 databases are backed up, 1 database is unchanged',
    );
    expect(allDoneText({ result: [unchanged, unchanged] })).to.equal('2 databases are unchanged');
    expect(allDoneText({ result: [failed] })).to.equal(undefined);
    expect(allDoneText({ result: result() })).to.equal('1 database is backed up');
  });
});
