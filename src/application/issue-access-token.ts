import { isTokenName, type AccessToken } from '../domain/access/access-token.ts';
import type { Scope } from '../domain/access/scope.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { AccessTokenPorts } from './access/authenticator.ts';

export interface IssueAccessTokenCommand {
  readonly scope: Scope;
  /** `undefined` names it by its scope. */
  readonly name: string | undefined;
  /** `undefined`: never. */
  readonly expires: Date | undefined;
}

export interface IssueAccessTokenResult {
  /** Shown once, stored nowhere. */
  readonly secret: string;
  /** For the configuration. */
  readonly token: AccessToken;
}

/** Creates an API token. It is accepted once its digest is configured; nothing is stored here. */
export class IssueAccessToken {
  readonly #ports: AccessTokenPorts;

  constructor(ports: AccessTokenPorts) {
    this.#ports = ports;
  }

  /** @throws UsageException the name is not allowed in a log, or the expiry has passed */
  execute({ scope, name = scope, expires }: IssueAccessTokenCommand): IssueAccessTokenResult {
    if (!isTokenName(name)) {
      throw new UsageException(`${name} is not a valid token name`, {
        hint: 'Use 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit.',
        details: { name },
      });
    }
    if (expires !== undefined && expires <= this.#ports.clock.now()) {
      throw new UsageException(`${expires.toISOString()} has passed: the token would never be accepted`, {
        hint: 'Give a time in the future, or omit it for a token that does not expire.',
        details: { expires: expires.toISOString() },
      });
    }
    const { secret, sha256 } = this.#ports.accessTokens.create();
    return { secret, token: { name, scope, sha256, expires } };
  }
}
