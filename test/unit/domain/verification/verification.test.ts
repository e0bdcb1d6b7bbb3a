import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  overallResult,
  summarize,
  type Check,
  type CheckResult,
} from '../../../../src/domain/verification/verification.ts';

const check = (name: string, result: CheckResult, detail = 'why'): Check => ({ name, result, detail });

describe('overallResult', () => {
  it('is ok when every check is', () => {
    expect(overallResult([check('a', 'ok'), check('b', 'ok')])).to.equal('ok');
  });

  it('is failed when one check failed, open questions or not', () => {
    expect(overallResult([check('a', 'ok'), check('b', 'inconclusive'), check('c', 'failed')])).to.equal(
      'failed',
    );
  });

  it('is inconclusive when one question is open and nothing failed', () => {
    expect(overallResult([check('a', 'ok'), check('b', 'inconclusive')])).to.equal('inconclusive');
  });

  it('is never ok without a check', () => {
    expect(overallResult([])).to.equal('inconclusive');
  });
});

describe('summarize', () => {
  it('names what was proved', () => {
    expect(summarize([check('a', 'ok'), check('b', 'ok')])).to.equal('a, b');
  });

  it('names only the checks that decided, with their reasons', () => {
    const checks = [
      check('a', 'ok'),
      check('b', 'failed', 'x'),
      check('c', 'inconclusive'),
      check('d', 'failed', 'y'),
    ];
    expect(summarize(checks)).to.equal('b: x; d: y');
  });
});
