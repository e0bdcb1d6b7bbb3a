import { hasExpired, type AccessToken } from '../../domain/access/access-token.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { Clock } from '../ports/clock.ts';

export type Identification =
  | { readonly result: 'known'; readonly token: AccessToken }
  | { readonly result: 'expired'; readonly token: AccessToken }
  | { readonly result: 'unknown' };

/** Finds the token of a secret. */
export class Authenticator {
  readonly #accessTokens: AccessTokens;
  readonly #clock: Clock;
  readonly #known: readonly AccessToken[];

  constructor(accessTokens: AccessTokens, clock: Clock, known: readonly AccessToken[]) {
    this.#accessTokens = accessTokens;
    this.#clock = clock;
    this.#known = known;
  }

  identify(secret: string): Identification {
    const token = this.#accessTokens.find(secret, this.#known);
    if (token === undefined) return { result: 'unknown' };
    return { result: hasExpired(token, this.#clock.now()) ? 'expired' : 'known', token };
  }
}
