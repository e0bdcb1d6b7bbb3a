import type { AccessTokens, NewSecret } from '../../../application/ports/access-tokens.ts';
import type { AccessToken } from '../../../domain/access/access-token.ts';

const DIGEST_LENGTH = 64;

/** Tokens with numbered secrets, so that a test knows them beforehand. The digests hide nothing. */
export class InMemoryAccessTokens implements AccessTokens {
  #count = 0;

  create(): NewSecret {
    const secret = `secret-${String((this.#count += 1))}`;
    return { secret, sha256: this.digest(secret) };
  }

  /** The last bytes of the text in hex: secrets differ at their end. */
  digest(secret: string): string {
    return Buffer.from(secret, 'utf8').toString('hex').slice(-DIGEST_LENGTH).padStart(DIGEST_LENGTH, '0');
  }

  find(secret: string, known: readonly AccessToken[]): AccessToken | undefined {
    return known.find(({ sha256 }) => sha256 === this.digest(secret));
  }
}
