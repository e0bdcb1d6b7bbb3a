import type { AccessToken } from '../../domain/access/access-token.ts';

/**
 * Makes tokens, and knows them again.
 *
 * **Guarantees**
 * - No two secrets that it makes are the same, and none can be guessed.
 * - A secret is found by the digest that it was made with, and by no other.
 * - How long a search takes does not tell how much of a secret was right, or which token it was.
 */
export interface AccessTokens {
  create(): NewSecret;
  /** The digest that a secret is known by: 64 lower-case hex digits. */
  digest(secret: string): string;
  /** The one of `known` that this secret belongs to, expired or not; `undefined` for any other text. */
  find(secret: string, known: readonly AccessToken[]): AccessToken | undefined;
}

export interface NewSecret {
  /** What the caller of the API shows; printable ASCII without blanks. Kept nowhere. */
  readonly secret: string;
  /** 64 lower-case hex digits; all that is kept. */
  readonly sha256: string;
}
