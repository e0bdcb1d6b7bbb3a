import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Sha256AccessTokens } from '../../../src/adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { describeAccessTokens } from './access-tokens.contract.ts';

describeAccessTokens('Sha256AccessTokens', () => new Sha256AccessTokens());

describe('Sha256AccessTokens', () => {
  it('returns the digest that sha256sum prints', () => {
    const { secret, sha256 } = new Sha256AccessTokens().create();
    expect(sha256).to.equal(createHash('sha256').update(secret).digest('hex'));
  });

  it('creates secrets of 256 bits', () => {
    const { secret } = new Sha256AccessTokens().create();
    expect(Buffer.from(secret.replace(/^bm_/, ''), 'base64url')).to.have.lengthOf(32);
  });
});
