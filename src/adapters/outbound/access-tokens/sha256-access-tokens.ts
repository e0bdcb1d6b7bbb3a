import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccessTokens, NewSecret } from '../../../application/ports/access-tokens.ts';
import type { AccessToken } from '../../../domain/access/access-token.ts';

/** So that a token is recognised as one by people and by scanners of published files. */
const PREFIX = 'bm_';
const SECRET_BYTES = 32;

/** Tokens of 256 random bits: a single SHA-256 is enough for what nobody can guess. */
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
    // All of them, whichever it was: leaving early would tell which.
    const found = known.filter(({ sha256 }) => timingSafeEqual(digest, Buffer.from(sha256, 'hex')));
    return found[0];
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
