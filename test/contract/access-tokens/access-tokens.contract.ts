import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { AccessTokens } from '../../../src/application/ports/access-tokens.ts';
import { isTokenDigest, type AccessToken } from '../../../src/domain/access/access-token.ts';

const MANY = 200;

function recordOf(sha256: string, changes: Partial<AccessToken> = {}): AccessToken {
  return { name: sha256.slice(0, 8), scope: 'read', sha256, expires: undefined, ...changes };
}

export function describeAccessTokens(name: string, create: () => AccessTokens): void {
  describe(`${name} is an AccessTokens`, () => {
    let subject: AccessTokens;

    beforeEach(() => {
      subject = create();
    });

    it('creates a different secret each time', () => {
      const made = Array.from({ length: MANY }, () => subject.create());
      expect(new Set(made.map(({ secret }) => secret)).size).to.equal(MANY);
      expect(new Set(made.map(({ sha256 }) => sha256)).size).to.equal(MANY);
    });

    it('creates secrets that an HTTP header can carry', () => {
      expect(subject.create().secret).to.match(/^[A-Za-z0-9._~+/-]{8,256}$/);
    });

    it('returns a digest that does not contain the secret', () => {
      const { secret, sha256 } = subject.create();
      expect(isTokenDigest(sha256)).to.equal(true);
      expect(sha256).to.equal(subject.digest(secret));
      expect(sha256).to.not.include(secret);
    });

    it('finds a token by its secret, at any position', () => {
      const made = Array.from({ length: 5 }, () => subject.create());
      const known = made.map(({ sha256 }) => recordOf(sha256));
      for (const [index, { secret }] of made.entries()) {
        expect(subject.find(secret, known)).to.equal(known[index]);
      }
    });

    it('finds an expired token', () => {
      const { secret, sha256 } = subject.create();
      const old = recordOf(sha256, { expires: new Date(0) });
      expect(subject.find(secret, [old])).to.equal(old);
    });

    it('finds no token by another text', () => {
      const { secret, sha256 } = subject.create();
      const known = [recordOf(sha256)];
      const others = [
        subject.create().secret,
        `${secret}x`,
        secret.slice(0, -1),
        secret.toUpperCase(),
        '',
        sha256,
      ];
      for (const other of others) expect(subject.find(other, known), other).to.equal(undefined);
      expect(subject.find(secret, [])).to.equal(undefined);
    });
  });
}
