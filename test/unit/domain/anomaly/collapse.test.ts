import { expect } from 'chai';
import { describe, it } from 'mocha';
import { collapseText, isCollapse } from '../../../../src/domain/anomaly/collapse.ts';

const size = (databaseBytes: number, tableCount?: number) => ({ databaseBytes, tableCount });

describe('isCollapse', () => {
  for (const [before, after, percent, expected] of [
    [size(1000), size(500), 50, false],
    [size(1000), size(499), 50, true],
    [size(1000), size(0), 99, true],
    [size(1000), size(10), 99, false],
    [size(1000), size(5000), 50, false],
    [size(1000), size(989), 1, true],
    [size(1000), size(0), 0, false],
    [size(0), size(0), 50, false],
    [size(1000, 10), size(1000, 5), 50, false],
    [size(1000, 10), size(1000, 4), 50, true],
    [size(1000, 10), size(9000, 4), 50, true],
    [size(1000, 10), size(1000), 50, false],
    [size(1000), size(1000, 4), 50, false],
    [size(1000, 10), size(1000, 0), 0, false],
  ] as const) {
    const text = `${JSON.stringify(before)} to ${JSON.stringify(after)} at ${String(percent)} %`;
    it(`${text}: ${expected ? 'yes' : 'no'}`, () => {
      expect(isCollapse(before, after, percent)).to.equal(expected);
    });
  }

  it('is told with its figures', () => {
    expect(collapseText(size(1000, 10), size(10, 1))).to.equal(
      '10 bytes in 1 table, before 1000 bytes in 10 tables',
    );
    expect(collapseText(size(1000), size(10))).to.equal('10 bytes, before 1000 bytes');
  });
});
