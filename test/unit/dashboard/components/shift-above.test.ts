import { expect } from 'chai';
import { describe, it } from 'mocha';
import { shiftAbove } from '../../../../src/adapters/inbound/dashboard/components/use-virtual-rows.ts';

const BEFORE = ['a', 'b', 'c', 'd'];

describe('the shift of visible rows', () => {
  it('is the number of rows inserted or removed above', () => {
    expect(shiftAbove(BEFORE, ['new', 'newer', ...BEFORE], 2)).to.equal(2);
    expect(shiftAbove(BEFORE, ['b', 'c', 'd'], 2)).to.equal(-1);
  });

  it('is zero for changes below', () => {
    expect(shiftAbove(BEFORE, ['a', 'b', 'c', 'new', 'd'], 2)).to.equal(0);
    expect(shiftAbove(BEFORE, BEFORE, 2)).to.equal(0);
  });

  it('uses the next row when the row itself is gone', () => {
    expect(shiftAbove(BEFORE, ['new', 'a', 'b', 'd'], 2)).to.equal(0);
    expect(shiftAbove(BEFORE, ['new', 'newer', 'a', 'b', 'd'], 2)).to.equal(1);
  });

  it('is zero when all rows below are gone', () => {
    expect(shiftAbove(BEFORE, ['x', 'y'], 2)).to.equal(0);
  });
});
