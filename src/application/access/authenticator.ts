import { hasExpired, type AccessToken } from '../../domain/access/access-token.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { Clock } from '../ports/clock.ts';

export type Identification =
  | { readonly result: 'known'; readonly token: AccessToken }
  | { readonly result: 'expired'; readonly token: AccessToken }
  | { readonly result: 'unknown' };

export interface AccessTokenPorts {
  readonly accessTokens: AccessTokens;
  readonly clock: Clock;
}

/** Finds the token of a secret. */
export class Authenticator {
  readonly #ports: AccessTokenPorts;
  readonly #known: readonly AccessToken[];

  constructor(ports: AccessTokenPorts, known: readonly AccessToken[]) {
    this.#ports = ports;
    this.#known = known;
  }

  identify(secret: string): Identification {
    const token = this.#ports.accessTokens.find(secret, this.#known);
    if (token === undefined) return { result: 'unknown' };
    return { result: hasExpired(token, this.#ports.clock.now()) ? 'expired' : 'known', token };
  }
}
