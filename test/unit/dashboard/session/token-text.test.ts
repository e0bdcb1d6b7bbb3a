import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isTokenText, tokenIn } from '../../../../src/adapters/inbound/dashboard/views/session/token-text.ts';

describe('a pasted token', () => {
  it('loses quotation marks, blanks and the scheme', () => {
    for (const pasted of [
      'abc-_1',
      '  abc-_1\n',
      'Bearer abc-_1',
      'bearer  abc-_1 ',
      '"abc-_1"',
      "'abc-_1'",
    ]) {
      expect(tokenIn(pasted)).to.equal('abc-_1');
    }
  });

  it('is valid only if a header can carry it', () => {
    for (const token of ['abc', 'a.b_c~d+e/f-g==', 'x'.repeat(256)])
      expect(isTokenText(token)).to.equal(true);
    for (const other of ['', 'two words', '令牌', 'abc\u202e', '=abc', 'x'.repeat(257)]) {
      expect(isTokenText(other)).to.equal(false);
    }
  });
});
