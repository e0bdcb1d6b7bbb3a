import { expect } from 'chai';
import { describe, it } from 'mocha';
import { collapseText, isCollapse, LOSS_FLOOR_BYTES } from '../../../../src/domain/anomaly/collapse.ts';

const size = (databaseBytes: number, tableCount?: number) => ({ databaseBytes, tableCount });
const MIB = 1024 * 1024;
const used = (databaseBytes: number, usedBytes: number) => ({ databaseBytes, usedBytes });
const stored = (databaseBytes: number, bytes: number, compression: 'gzip' | 'zstd' = 'gzip') => ({
  databaseBytes,
  usedBytes: databaseBytes,
  stored: { bytes, compression },
});

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

  for (const [title, before, after, expected] of [
    ['its rows were deleted and the file kept its size', used(MIB, MIB), used(MIB, MIB / 4), true],
    ['half of its pages became free', used(MIB, MIB), used(MIB, MIB / 2), false],
    ['its rows were deleted and VACUUM ran', used(MIB, MIB), used(MIB / 4, MIB / 4), true],
    ['VACUUM returned pages that were free before', used(MIB, MIB / 4), used(MIB / 4, MIB / 4), false],
    ['a small one lost rows', used(LOSS_FLOOR_BYTES, LOSS_FLOOR_BYTES), used(LOSS_FLOOR_BYTES, 1), false],
    ['the earlier backup has no count of used pages', size(MIB), used(MIB, 4096), false],
    ['the file shrank and the earlier backup has no count', size(MIB), used(MIB / 4, MIB / 4), true],
    ['its content was overwritten with zeros', stored(MIB, MIB / 2), stored(MIB, 4096), true],
    ['its compression is another one', stored(MIB, MIB / 2, 'zstd'), stored(MIB, 4096), false],
    ['a small one compresses better', stored(MIB, LOSS_FLOOR_BYTES), stored(MIB, 4096), false],
    [
      'VACUUM dropped what free pages held',
      { ...stored(MIB, MIB / 2), usedBytes: MIB / 4 },
      stored(MIB / 4, 4096),
      false,
    ],
  ] as const) {
    it(`${title}: ${expected ? 'yes' : 'no'}`, () => {
      expect(isCollapse(before, after, 50)).to.equal(expected);
    });
  }

  it('names used and stored bytes where they fell', () => {
    expect(
      collapseText({ ...stored(MIB, 9000), usedBytes: 5000 }, { ...stored(MIB, 700), usedBytes: 300 }),
    ).to.equal(
      '1048576 bytes, before 1048576 bytes; 300 bytes in use, before 5000; 700 bytes stored, before 9000',
    );
  });

  it('has its figures', () => {
    expect(collapseText(size(1000, 10), size(10, 1))).to.equal(
      '10 bytes in 1 table, before 1000 bytes in 10 tables',
    );
    expect(collapseText(size(1000), size(10))).to.equal('10 bytes, before 1000 bytes');
  });
});
