import type { AccessToken } from '../../domain/access/access-token.ts';

/**
 * Creates API tokens and finds the token of a secret. A port, because it needs cryptography: tests use known
 * secrets.
 *
 * **Guarantees**
 * - creates a different secret each time
 * - finds a token by its secret, at any position
 * - finds no token by another text
 */
export interface AccessTokens {
  create(): NewSecret;
  /** The digest of a secret: 64 lower-case hex digits. */
  digest(secret: string): string;
  /**
   * The token of `known` with this secret, expired or not; `undefined` for any other text. Takes constant
   * time, which gives an attacker no information.
   */
  find(secret: string, known: readonly AccessToken[]): AccessToken | undefined;
}

export interface NewSecret {
  /** For the caller of the API; printable ASCII without blanks. Stored nowhere. */
  readonly secret: string;
  /** 64 lower-case hex digits; the only stored part. */
  readonly sha256: string;
}
