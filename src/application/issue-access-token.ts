import { isTokenName, type AccessToken } from '../domain/access/access-token.ts';
import type { Scope } from '../domain/access/scope.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { AccessTokens } from './ports/access-tokens.ts';
import type { Clock } from './ports/clock.ts';

export interface IssueAccessTokenCommand {
  readonly scope: Scope;
  /** `undefined` names it by its scope. */
  readonly name: string | undefined;
  /** `undefined`: never. */
  readonly expires: Date | undefined;
}

export interface IssueAccessTokenResult {
  /** Shown once; it is kept nowhere. */
  readonly secret: string;
  /** What goes on record. */
  readonly token: AccessToken;
}

/** Makes a token for callers of the API. Whoever configures its digest lets it in; nothing is kept here. */
export class IssueAccessToken {
  readonly #accessTokens: AccessTokens;
  readonly #clock: Clock;

  constructor(accessTokens: AccessTokens, clock: Clock) {
    this.#accessTokens = accessTokens;
    this.#clock = clock;
  }

  /** @throws UsageException the name cannot stand in a log, or the token would be expired from the start */
  execute({ scope, name = scope, expires }: IssueAccessTokenCommand): IssueAccessTokenResult {
    if (!isTokenName(name)) {
      throw new UsageException(`${name} cannot be the name of a token`, {
        hint: 'Use 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit.',
        details: { name },
      });
    }
    if (expires !== undefined && expires <= this.#clock.now()) {
      throw new UsageException(`${expires.toISOString()} has passed: the token would open nothing`, {
        hint: 'Give a moment in the future, or leave it out for a token that does not expire.',
        details: { expires: expires.toISOString() },
      });
    }
    const { secret, sha256 } = this.#accessTokens.create();
    return { secret, token: { name, scope, sha256, expires } };
  }
}
