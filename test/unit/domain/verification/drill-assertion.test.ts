import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  assertionsAbout,
  assertionCheck,
  type DrillAssertion,
  type QueryValue,
} from '../../../../src/domain/verification/drill-assertion.ts';

const about = (database: string | undefined): DrillAssertion => ({
  name: String(database),
  sql: 'SELECT 1',
  expected: { equals: 1 },
  database,
});

describe('a drill assertion', () => {
  const judge = (expected: DrillAssertion['expected'], value: QueryValue): string =>
    assertionCheck({ ...about(undefined), expected }, { outcome: 'answered', value }).result;

  it('concerns its database, or every one', () => {
    const all = [about(undefined), about('app'), about('shop')];
    expect(assertionsAbout('app', all).map(({ name }) => name)).to.deep.equal(['undefined', 'app']);
    expect(assertionsAbout(undefined, all).map(({ name }) => name)).to.deep.equal(['undefined']);
  });

  for (const [equals, value, result] of [
    [5, 5, 'ok'],
    [5, 6, 'failed'],
    [5, '5', 'failed'],
    ['5', 5, 'failed'],
    ['abc', 'abc', 'ok'],
    ['', null, 'failed'],
  ] as const) {
    it(`equals ${JSON.stringify(equals)}: ${JSON.stringify(value)} is ${result}`, () => {
      expect(judge({ equals }, value)).to.equal(result);
    });
  }

  for (const [atLeast, value, result] of [
    [5, 5, 'ok'],
    [5, 4.9, 'failed'],
    [-1, 0, 'ok'],
    [5, '9', 'failed'],
    [5, 'zebra', 'failed'],
    [5, null, 'failed'],
    [5, '9223372036854775807', 'ok'],
    [5, '-9223372036854775808', 'failed'],
  ] as const) {
    it(`at least ${atLeast}: ${JSON.stringify(value)} is ${result}`, () => {
      expect(judge({ atLeast }, value)).to.equal(result);
    });
  }
});
