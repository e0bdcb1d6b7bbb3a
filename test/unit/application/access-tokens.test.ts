import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryAccessTokens } from '../../../src/adapters/outbound/access-tokens/in-memory-access-tokens.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { Authenticator } from '../../../src/application/access/authenticator.ts';
import { IssueAccessToken } from '../../../src/application/issue-access-token.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const TOMORROW = new Date('2026-11-23T12:00:00Z');

describe('IssueAccessToken', () => {
  let accessTokens: InMemoryAccessTokens;
  let issue: IssueAccessToken;

  beforeEach(() => {
    accessTokens = new InMemoryAccessTokens();
    issue = new IssueAccessToken({ accessTokens, clock: new ManualClock(NOW) });
  });

  it('returns a secret and its token', () => {
    const { secret, token } = issue.execute({ scope: 'operate', name: 'cron', expires: TOMORROW });
    expect(token).to.deep.include({ name: 'cron', scope: 'operate', expires: TOMORROW });
    expect(accessTokens.find(secret, [token])).to.equal(token);
    expect(JSON.stringify(token)).to.not.include(secret);
  });

  it('names a token by its scope without a name', () => {
    const { token } = issue.execute({ scope: 'admin', name: undefined, expires: undefined });
    expect(token).to.deep.include({ name: 'admin', scope: 'admin', expires: undefined });
  });

  it('refuses a name that could forge a log line', () => {
    expect(() => issue.execute({ scope: 'read', name: 'a\nb', expires: undefined })).to.throw(
      UsageException,
      'valid token name',
    );
  });

  for (const expires of [NOW, new Date(NOW.getTime() - 1)]) {
    it(`refuses a past expiry: ${expires.toISOString()}`, () => {
      expect(() => issue.execute({ scope: 'read', name: 'a', expires })).to.throw(
        UsageException,
        'has passed',
      );
    });
  }
});

describe('Authenticator', () => {
  it('distinguishes known, expired and unknown secrets', () => {
    const accessTokens = new InMemoryAccessTokens();
    const clock = new ManualClock(NOW);
    const issue = new IssueAccessToken({ accessTokens, clock });
    const lasting = issue.execute({ scope: 'read', name: 'lasting', expires: undefined });
    const brief = issue.execute({ scope: 'admin', name: 'brief', expires: TOMORROW });
    const authenticator = new Authenticator({ accessTokens, clock }, [lasting.token, brief.token]);
    expect(authenticator.identify(brief.secret)).to.deep.equal({ result: 'known', token: brief.token });
    clock.setNow(TOMORROW);
    expect(authenticator.identify(brief.secret)).to.deep.equal({ result: 'expired', token: brief.token });
    expect(authenticator.identify(lasting.secret)).to.deep.equal({ result: 'known', token: lasting.token });
    expect(authenticator.identify('guess')).to.deep.equal({ result: 'unknown' });
  });
});
