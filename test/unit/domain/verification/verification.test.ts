import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  countNotes,
  notesIn,
  overallResult,
  CHECKSUM_CHECKS,
  summarize,
  verificationsOf,
  type Check,
  type CheckResult,
} from '../../../../src/domain/verification/verification.ts';

const check = (name: string, result: CheckResult, detail = 'why'): Check => ({ name, result, detail });

describe('overallResult', () => {
  it('is ok when every check is', () => {
    expect(overallResult([check('a', 'ok'), check('b', 'ok')])).to.equal('ok');
  });

  it('is failed when one check failed, also with inconclusive ones', () => {
    expect(overallResult([check('a', 'ok'), check('b', 'inconclusive'), check('c', 'failed')])).to.equal(
      'failed',
    );
  });

  it('is inconclusive when one check is inconclusive and none failed', () => {
    expect(overallResult([check('a', 'ok'), check('b', 'inconclusive')])).to.equal('inconclusive');
  });

  it('is never ok without a check', () => {
    expect(overallResult([])).to.equal('inconclusive');
  });
});

describe('verificationsOf', () => {
  const asked = { at: new Date(0), level: 'full', durationMs: 7 } as const;
  const checksum = CHECKSUM_CHECKS.map((name) => check(name, 'ok'));
  const records = (checks: readonly Check[]) =>
    verificationsOf(checks, asked, { isEncrypted: false }).map(({ level, result }) => `${level} ${result}`);

  it('is one record when the result is ok or failed', () => {
    expect(records(checksum)).to.deep.equal(['full ok']);
    expect(records([...checksum, check('integrity_check', 'failed')])).to.deep.equal(['full failed']);
  });

  it('adds the reached level when a module is missing', () => {
    const module = check('virtual table vectors', 'inconclusive', 'no such module: vec0');
    const content = [check('schema', 'ok'), check('integrity_check', 'ok')];
    expect(records([...checksum, ...content, module])).to.deep.equal(['quick ok', 'full inconclusive']);
    expect(records([...checksum, check('schema', 'inconclusive')])).to.deep.equal([
      'checksum ok',
      'full inconclusive',
    ]);
  });

  it('adds level checksum when no identity opened an encrypted backup', () => {
    const stored = [check('stored_bytes', 'ok'), check('stored_sha256', 'ok')];
    const unopened = check('decryption', 'inconclusive');
    expect(records([...stored, unopened])).to.deep.equal(['checksum ok', 'full inconclusive']);
    expect(records([unopened])).to.deep.equal(['full inconclusive']);
  });

  it('hides what checks of an encrypted backup found in its content', () => {
    const checks = [
      check('stored_bytes', 'failed', '5, on record is 6'),
      check('schema', 'failed', 'salaries'),
    ];
    const [verification] = verificationsOf(checks, asked, { isEncrypted: true });
    expect(verification?.detail).to.equal('stored_bytes: 5, on record is 6; schema: failed');
  });

  it('adds none when not even the checksum was reached', () => {
    const open = check('deadline', 'inconclusive');
    expect(records([open])).to.deep.equal(['full inconclusive']);
    expect(records([...checksum.slice(1), open])).to.deep.equal(['full inconclusive']);
  });
});

describe('summarize', () => {
  it('adds the notes to the names', () => {
    const noted = { ...check('b', 'ok', '2 rows violate a foreign key'), noteCount: 2 };
    const summary = summarize([check('a', 'ok'), noted]);
    expect(summary).to.equal('a, b; note: 2 rows violate a foreign key');
    expect(notesIn(summary)).to.equal('2 rows violate a foreign key');
    expect(countNotes([check('a', 'ok'), noted])).to.equal(2);
  });

  it('names the checks', () => {
    expect(summarize([check('a', 'ok'), check('b', 'ok')])).to.equal('a, b');
  });

  it('names only the deciding checks, with their reasons', () => {
    const checks = [
      check('a', 'ok'),
      check('b', 'failed', 'x'),
      check('c', 'inconclusive'),
      check('d', 'failed', 'y'),
    ];
    expect(summarize(checks)).to.equal('b: x; d: y');
  });
});
