import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccessTokens, NewSecret } from '../../../application/ports/access-tokens.ts';
import type { AccessToken } from '../../../domain/access/access-token.ts';

/** People and secret scanners recognise a token by it. */
const PREFIX = 'bm_';
const SECRET_BYTES = 32;

/** A token has 256 random bits, so it needs no slow hash: SHA-256 is enough. */
export class Sha256AccessTokens implements AccessTokens {
  create(): NewSecret {
    const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
    return { secret, sha256: this.digest(secret) };
  }

  digest(secret: string): string {
    return digestOf(secret).toString('hex');
  }

  find(secret: string, known: readonly AccessToken[]): AccessToken | undefined {
    const digest = digestOf(secret);
    // Compare with every token: an early exit would leak which one matched.
    const found = known.filter(({ sha256 }) => timingSafeEqual(digest, Buffer.from(sha256, 'hex')));
    return found[0];
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
