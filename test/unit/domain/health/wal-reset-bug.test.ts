import { expect } from 'chai';
import { describe, it } from 'mocha';
import { hasWalResetBug } from '../../../../src/domain/health/wal-reset-bug.ts';

describe('hasWalResetBug', () => {
  for (const version of [
    '3.7.0',
    '3.40.1',
    '3.44.0',
    '3.44.5',
    '3.45.0',
    '3.49.9',
    '3.50.0',
    '3.50.6',
    '3.51.0',
    '3.51.2',
  ]) {
    it(`is true for ${version}`, () => {
      expect(hasWalResetBug(version)).to.equal(true);
    });
  }

  for (const version of [
    '3.6.23',
    '3.44.6',
    '3.44.12',
    '3.50.7',
    '3.51.3',
    '3.52.0',
    '3.53.0',
    '4.0.0',
    '0.0.0',
    'unknown',
    '',
  ]) {
    it(`is false for ${version || 'an empty text'}`, () => {
      expect(hasWalResetBug(version)).to.equal(false);
    });
  }
});
