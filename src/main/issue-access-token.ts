import { Sha256AccessTokens } from '../adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { IssueAccessToken } from '../application/issue-access-token.ts';

/** Without the container: a token is created before the settings that name it are valid. */
export function createIssueAccessToken(): IssueAccessToken {
  return new IssueAccessToken({ accessTokens: new Sha256AccessTokens(), clock: new SystemClock() });
}
