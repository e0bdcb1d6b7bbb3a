import { expect } from 'chai';
import { describe, it } from 'mocha';
import { hasExpired, isTokenDigest, isTokenName } from '../../../../src/domain/access/access-token.ts';
import { isScope, SCOPES, scopeCovers } from '../../../../src/domain/access/scope.ts';

describe('scopes', () => {
  it('cover themselves and the scopes before them', () => {
    const covered = SCOPES.map((held) => SCOPES.filter((needed) => scopeCovers(held, needed)));
    expect(covered).to.deep.equal([['read'], ['read', 'operate'], ['read', 'operate', 'admin']]);
  });

  it('are recognised by their names only', () => {
    expect(SCOPES.every(isScope)).to.equal(true);
    expect(['', 'READ', 'root', 0, null, undefined, ['read']].some(isScope)).to.equal(false);
  });
});

describe('an access token', () => {
  const token = { name: 'ops', scope: 'read', sha256: 'a'.repeat(64) } as const;
  const noon = new Date('2027-01-31T12:00:00Z');

  it('expires at its time, and never without one', () => {
    expect(hasExpired({ ...token, expires: noon }, new Date(noon.getTime() - 1))).to.equal(false);
    expect(hasExpired({ ...token, expires: noon }, noon)).to.equal(true);
    expect(hasExpired({ ...token, expires: undefined }, new Date(8.64e15))).to.equal(false);
  });

  it('has a name that is safe in a log line', () => {
    expect(['a', 'ops-1', 'Grafana.read_only', 'x'.repeat(64)].every(isTokenName)).to.equal(true);
    expect(['', '-a', 'a b', 'a\n', 'ü', 'x'.repeat(65)].some(isTokenName)).to.equal(false);
  });

  it('has the digest that sha256sum prints', () => {
    expect(isTokenDigest('0123456789abcdef'.repeat(4))).to.equal(true);
    expect(
      ['A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), `${'a'.repeat(64)}\n`].some(isTokenDigest),
    ).to.equal(false);
  });
});
