import { expect } from 'chai';
import { describe, it } from 'mocha';
import { shiftAbove } from '../../../../src/adapters/inbound/dashboard/components/shift-above.ts';

const BEFORE = ['a', 'b', 'c', 'd'];

describe('how far rows have moved because of others above them', () => {
  it('is as many as came above, or went', () => {
    expect(shiftAbove(BEFORE, ['new', 'newer', ...BEFORE], 2)).to.equal(2);
    expect(shiftAbove(BEFORE, ['b', 'c', 'd'], 2)).to.equal(-1);
  });

  it('is nothing for what happens below', () => {
    expect(shiftAbove(BEFORE, ['a', 'b', 'c', 'new', 'd'], 2)).to.equal(0);
    expect(shiftAbove(BEFORE, BEFORE, 2)).to.equal(0);
  });

  it('goes by the next one where the row itself is gone', () => {
    expect(shiftAbove(BEFORE, ['new', 'a', 'b', 'd'], 2)).to.equal(0);
    expect(shiftAbove(BEFORE, ['new', 'newer', 'a', 'b', 'd'], 2)).to.equal(1);
  });

  it('is nothing where all below are gone', () => {
    expect(shiftAbove(BEFORE, ['x', 'y'], 2)).to.equal(0);
  });
});
