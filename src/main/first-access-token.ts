import { firstTokenPath, keepFirstToken } from '../adapters/outbound/access-tokens/first-token-file.ts';
import { Sha256AccessTokens } from '../adapters/outbound/access-tokens/sha256-access-tokens.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { AccessToken } from '../domain/access/access-token.ts';

export interface FirstAccessToken {
  readonly token: AccessToken;
  /** Where its secret is kept. */
  readonly path: string;
}

/**
 * The token of a service without configured ones: made at its first start, kept for its owner. `undefined` where it
 * cannot be kept and the service can do without.
 *
 * @param canDoWithout whether the service is of use without
 * @throws BackupDirectoryException it cannot be kept, and the service is of no use without
 */
export async function firstAccessToken(
  backupDirectory: string,
  canDoWithout: boolean,
  logger: Logger,
): Promise<FirstAccessToken | undefined> {
  const accessTokens = new Sha256AccessTokens();
  const path = firstTokenPath(backupDirectory);
  try {
    const secret = await keepFirstToken(backupDirectory, () => accessTokens.create().secret);
    logger.info(`no api_tokens are configured: the one in ${path} opens everything`, { path });
    const sha256 = accessTokens.digest(secret);
    return { path, token: { name: 'first-start', scope: 'admin', sha256, expires: undefined } };
  } catch (error) {
    if (!canDoWithout) throw error;
    logger.error('no token can be kept: what needs one is closed', error, { path });
    return undefined;
  }
}
