import { keepFirstToken } from '../adapters/outbound/access-tokens/first-token-file.ts';
import { stateLayout } from '../adapters/outbound/files/state-layout.ts';
import { Sha256AccessTokens } from '../adapters/outbound/access-tokens/sha256-access-tokens.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { AccessToken } from '../domain/access/access-token.ts';

export interface FirstAccessToken {
  readonly token: AccessToken;
  readonly path: string;
}

/**
 * The token of a service without configured ones: created at its first start, readable by its owner. `undefined`
 * where it cannot be stored and the service works without.
 *
 * @param canDoWithout whether the service is useful without a token
 * @throws BackupDirectoryException the token is needed and cannot be stored
 */
export async function firstAccessToken(
  stateDirectory: string,
  canDoWithout: boolean,
  logger: Logger,
): Promise<FirstAccessToken | undefined> {
  const accessTokens = new Sha256AccessTokens();
  const path = stateLayout(stateDirectory).apiToken;
  try {
    const secret = await keepFirstToken(stateDirectory, () => accessTokens.create().secret);
    logger.info(`no api_tokens are configured: the token in ${path} gives full access`, { path });
    const sha256 = accessTokens.digest(secret);
    return { path, token: { name: 'first-start', scope: 'admin', sha256, expires: undefined } };
  } catch (error) {
    if (!canDoWithout) throw error;
    logger.error('no token can be stored: the routes that need one are closed', error, { path });
    return undefined;
  }
}
