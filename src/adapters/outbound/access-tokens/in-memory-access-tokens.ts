import type { AccessTokens, NewSecret } from '../../../application/ports/access-tokens.ts';
import type { AccessToken } from '../../../domain/access/access-token.ts';

const DIGEST_LENGTH = 64;

/** Tokens whose secrets are numbered, for tests that want to know them beforehand. Its digests hide nothing. */
export class InMemoryAccessTokens implements AccessTokens {
  #count = 0;

  create(): NewSecret {
    const secret = `secret-${String((this.#count += 1))}`;
    return { secret, sha256: this.digest(secret) };
  }

  /** The text itself as hex digits, cut to a digest's length from its end: secrets differ there. */
  digest(secret: string): string {
    return Buffer.from(secret, 'utf8').toString('hex').slice(-DIGEST_LENGTH).padStart(DIGEST_LENGTH, '0');
  }

  find(secret: string, known: readonly AccessToken[]): AccessToken | undefined {
    return known.find(({ sha256 }) => sha256 === this.digest(secret));
  }
}
