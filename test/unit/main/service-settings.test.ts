import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

const SHA = '0123456789abcdef'.repeat(4);
const ENTRY = { name: 'ops', scope: 'read', sha256: SHA };
const PLAIN = 'bm_a-secret-that-must-not-be-repeated';

const load = (key: string, value: unknown): Settings =>
  loadSettings({ env: {}, cwd: '/nowhere', overrides: { [key]: { value, source: 'a test' } } });

function refusal(key: string, value: unknown): ConfigurationException {
  try {
    load(key, value);
  } catch (error) {
    if (error instanceof ConfigurationException) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was taken`);
}

describe('settings of the service', () => {
  it('permit only local callers by default', () => {
    const settings = loadSettings({ env: {}, cwd: '/nowhere' });
    expect(settings).to.deep.include({
      apiHost: '127.0.0.1',
      apiPort: 5001,
      apiTokens: [],
      apiAllowedHosts: [],
      trustProxy: false,
    });
  });

  it('can come from the environment', () => {
    const env = {
      BACKUP_API_HOST: '::1',
      BACKUP_API_PORT: '0',
      BACKUP_API_TOKENS: JSON.stringify([ENTRY]),
      BACKUP_API_ALLOWED_HOSTS: 'Backup.Example.org, other.example.org',
      BACKUP_TRUST_PROXY: 'yes',
    };
    const settings = loadSettings({ env, cwd: '/nowhere' });
    expect(settings).to.deep.include({
      apiHost: '::1',
      apiPort: 0,
      apiTokens: [{ ...ENTRY, expires: undefined }],
      apiAllowedHosts: ['backup.example.org', 'other.example.org'],
      trustProxy: true,
    });
  });

  for (const [key, value] of [
    ['api_host', ''],
    ['api_host', 'http://localhost'],
    ['api_host', '127.0.0.1:5001'],
    ['api_host', 'a..b'],
    ['api_host', 'a b'],
    ['api_port', 65_536],
    ['api_port', -1],
    ['api_port', '80x'],
    ['api_allowed_hosts', 'a.example.org:443'],
    ['api_allowed_hosts', '[1]'],
    ['api_allowed_hosts', {}],
    ['trust_proxy', 1],
  ] as const) {
    it(`refuse ${key} ${JSON.stringify(value)}`, () => {
      expect(refusal(key, value).message).to.include(key).and.include('(a test)');
    });
  }
});

describe('api_tokens', () => {
  for (const [expires, moment] of [
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T12:00Z', '2027-01-31T12:00:00.000Z'],
    ['2027-01-31T12:00:30+01:00', '2027-01-31T11:00:30.000Z'],
  ] as const) {
    it(`expire: ${expires}`, () => {
      expect(load('api_tokens', [{ ...ENTRY, expires }]).apiTokens[0]?.expires?.toISOString()).to.equal(
        moment,
      );
    });
  }

  for (const entry of [PLAIN, { ...ENTRY, token: PLAIN }, { name: 'ops', scope: 'read', secret: PLAIN }]) {
    it(`refuse a token as plain text, and do not repeat it: ${typeof entry}`, () => {
      const { message, hint, details } = refusal('api_tokens', [entry]);
      expect(message).to.include('entry 1').and.include('backup-manager token create');
      expect(hint).to.include('its default, [].');
      expect(JSON.stringify([message, hint, details])).to.not.include(PLAIN);
    });
  }

  it('refuse a token where its digest should be, and do not repeat it', () => {
    const { message, details } = refusal('api_tokens', [{ ...ENTRY, sha256: PLAIN }]);
    expect(message).to.include('"sha256"').and.include('backup-manager token create');
    expect(JSON.stringify([message, details])).to.not.include(PLAIN);
  });

  for (const [value, problem] of [
    ['no JSON', 'must be a list'],
    [{}, 'must be a list'],
    [[null], 'entry 1 must be'],
    [[{ ...ENTRY, nmae: 'x' }], 'did you mean "name"'],
    [[{ ...ENTRY, name: 'a b' }], 'wrong "name"'],
    [[{ ...ENTRY, scope: 'root' }], 'must be one of read, operate, admin'],
    [[{ ...ENTRY, sha256: SHA.toUpperCase() }], 'wrong "sha256"'],
    [[{ ...ENTRY, expires: '2027-02-31' }], 'wrong "expires"'],
    [[{ ...ENTRY, expires: '2027-01-31T12:00' }], 'wrong "expires"'],
    [[{ ...ENTRY, expires: 1 }], 'wrong "expires"'],
    [[ENTRY, ENTRY], 'entry 2 has the "name" of another one'],
  ] as const) {
    it(`refuse ${JSON.stringify(value)}`, () => {
      expect(refusal('api_tokens', value).message).to.include(problem);
    });
  }

  it('are shown without the digest', () => {
    const { provenance } = load('api_tokens', [ENTRY]);
    const shown = provenance.find(({ key }) => key === 'api_tokens');
    expect(shown?.value).to.deep.equal([{ ...ENTRY, sha256: '***' }]);
  });
});
