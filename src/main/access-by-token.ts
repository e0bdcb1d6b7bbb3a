import { Sha256AccessTokens } from '../adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { Authenticator, type Identification } from '../application/access/authenticator.ts';
import type { Logger } from '../application/ports/logger.ts';
import { firstAccessToken } from './first-access-token.ts';
import type { Settings } from '../settings/settings.ts';

export interface AccessByToken {
  readonly identify: (secret: string) => Identification;
  /** The file of the token that was created because none is configured. */
  readonly tokenFile: string | undefined;
}

/**
 * @param canDoWithout whether the API is useful without a token
 * @throws BackupDirectoryException a token is needed and its file cannot be written
 */
export async function accessByToken(
  { stateDir, apiTokens }: Pick<Settings, 'stateDir' | 'apiTokens'>,
  canDoWithout: boolean,
  logger: Logger,
): Promise<AccessByToken> {
  const first = apiTokens.length > 0 ? undefined : await firstAccessToken(stateDir, canDoWithout, logger);
  const tokens = first === undefined ? apiTokens : [first.token];
  const authenticator = new Authenticator(
    { accessTokens: new Sha256AccessTokens(), clock: new SystemClock() },
    tokens,
  );
  return { identify: (secret) => authenticator.identify(secret), tokenFile: first?.path };
}
