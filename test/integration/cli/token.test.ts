import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { loadSettings } from '../../../src/settings/settings.ts';
import { createIssueAccessToken } from '../../../src/main/issue-access-token.ts';
import { invoke, type Invocation } from './invoke.ts';

function create(...flags: readonly string[]): Promise<Invocation> {
  const loadIssueAccessToken = () => Promise.resolve(createIssueAccessToken());
  return invoke(['token', 'create', ...flags], { environment: { loadIssueAccessToken } });
}

interface Issued {
  readonly token: string;
  readonly entry: Readonly<Record<string, string>>;
}

describe('token create', () => {
  it('prints the token and its configuration entry', async () => {
    const created = await create('--scope', 'operate', '--name', 'cron', '--json');
    expect(created.exitCode).to.equal(0);
    const { token, entry } = created.json() as Issued;
    expect(entry).to.deep.equal({
      name: 'cron',
      scope: 'operate',
      sha256: createHash('sha256').update(token).digest('hex'),
    });
  });

  it('prints an entry that the configuration accepts', async () => {
    const created = await create('--scope', 'admin', '--expires', '2099-01-31');
    const [token = '', , , line = ''] = created.stdout.split('\n');
    const overrides = { api_tokens: { value: `[${line}]`, source: 'a test' } };
    const { apiTokens } = loadSettings({ env: {}, cwd: '/nowhere', overrides });
    expect(apiTokens).to.deep.equal([
      {
        name: 'admin',
        scope: 'admin',
        sha256: createHash('sha256').update(token).digest('hex'),
        expires: new Date('2099-01-31T00:00Z'),
      },
    ]);
  });

  it('needs no settings, so that it works when api_tokens is wrong', async () => {
    expect((await create('--scope', 'read')).requests).to.deep.equal([]);
  });

  for (const [flags, problem] of [
    [[], '--scope'],
    [['--scope', 'root'], 'read, operate, admin'],
    [['--scope', 'read', '--name', 'a b'], 'a b is not a valid token name'],
    [['--scope', 'read', '--expires', '2020-01-01'], 'has passed'],
    [['--scope', 'read', '--expires', '2099-02-31'], 'Expected a day'],
    [['--scope', 'read', '--expires', 'tomorrow'], 'Expected a time'],
    [['--scope', 'read', '--expires', '2099-01-01T12:00'], 'time zone'],
  ] as const) {
    it(`refuses ${flags.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await create(...flags);
      expect([exitCode, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.include('error: USAGE').and.include(problem);
    });
  }
});
