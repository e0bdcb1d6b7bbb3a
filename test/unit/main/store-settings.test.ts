import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { MIB } from '../../../src/domain/units.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

const S3 = { name: 'offsite', type: 's3', bucket: 'backups' };
const SFTP = {
  ...{ name: 'vps', type: 'sftp', host: 'vps.example.org', user: 'backup', path: '/srv/backups' },
  host_fingerprint: `SHA256:${'A'.repeat(43)}`,
};

describe('stores', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backup-manager-stores-'));
    writeFileSync(join(folder, 'secret'), 's3cr3t-from-file\n');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const load = (stores: unknown, env: NodeJS.ProcessEnv = {}): Settings =>
    loadSettings({ env, cwd: folder, overrides: { stores: { value: stores, source: 'a test' } } });

  const refusal = (stores: unknown, env: NodeJS.ProcessEnv = {}): ConfigurationException => {
    try {
      load(stores, env);
    } catch (error) {
      if (error instanceof ConfigurationException) return error;
      throw error;
    }
    throw new Error(`${JSON.stringify(stores)} was taken`);
  };

  it('are none by default', () => {
    expect(loadSettings({ env: {}, cwd: folder }).stores).to.deep.equal([]);
  });

  it('have defaults, absolute paths, secrets from files, and retention of their own', () => {
    const { stores } = load([
      { name: 'nas', type: 'directory', path: 'nas', keep_days: 30 },
      { ...S3, access_key_id: 'AK', secret_access_key_file: 'secret', part_size_mb: 16 },
      { ...SFTP, key_file: 'secret' },
    ]);
    const [nas, offsite, vps] = stores;
    expect(nas).to.deep.include({
      name: 'nas',
      type: 'directory',
      path: join(folder, 'nas'),
      mustExist: false,
    });
    expect(stores.map(({ retention }) => retention?.keepDays)).to.deep.equal([30, undefined, undefined]);
    expect(offsite).to.deep.include({
      credentials: { accessKeyId: 'AK', secretAccessKey: 's3cr3t-from-file', sessionToken: undefined },
      partSizeBytes: 16 * MIB,
      partsInFlight: 4,
      pathStyle: false,
    });
    expect(vps).to.deep.include({ port: 22, privateKey: 's3cr3t-from-file', agent: undefined });
  });

  it('come from the environment as JSON, their secrets from variables or files', () => {
    const env = {
      BACKUP_STORES: JSON.stringify([S3]),
      BACKUP_STORES_OFFSITE_ACCESS_KEY_ID: 'AK',
      BACKUP_STORES_OFFSITE_SECRET_ACCESS_KEY_FILE: join(folder, 'secret'),
    };
    const [store] = loadSettings({ env, cwd: folder }).stores;
    expect(store).to.have.deep.property('credentials', {
      accessKeyId: 'AK',
      secretAccessKey: 's3cr3t-from-file',
      sessionToken: undefined,
    });
  });

  it('leave the credentials of s3 to the SDK where none are given', () => {
    expect(load([S3]).stores[0]).to.have.property('credentials', undefined);
  });

  for (const [what, stores, message] of [
    ['a name twice', [S3, { ...S3, name: 'OFFSITE' }], 'name of another store'],
    ['the name local', [{ ...S3, name: 'local' }], 'must not be "local"'],
    ['an unknown type', [{ ...S3, type: 'ftp' }], 'directory, s3, sftp'],
    ['an unknown field', [{ ...S3, buket: 'x' }], 'did you mean "bucket"?'],
    ['a prefix with ..', [{ ...S3, prefix: 'a/../b' }], 'prefix'],
    ['an endpoint with a password', [{ ...S3, endpoint: 'https://a:b@c' }], 'endpoint'],
    ['half of the credentials', [{ ...S3, access_key_id: 'AK' }], 'secret_access_key'],
    ['a secret twice', [{ ...S3, secret_access_key: 'x', secret_access_key_file: 'secret' }], 'two places'],
    ['a missing file', [{ ...S3, access_key_id: 'AK', secret_access_key_file: 'none' }], 'ENOENT'],
    ['sftp without a key', [SFTP], 'key_file'],
    [
      'sftp without a fingerprint',
      [{ ...SFTP, host_fingerprint: undefined, agent: '/a' }],
      'host_fingerprint',
    ],
    ['keep_min above max_backup_files', [{ ...S3, keep_min: 9, max_backup_files: 3 }], 'stores: offsite has'],
  ] as const) {
    it(`are refused with ${what}, without a secret in the message`, () => {
      const error = refusal(stores);
      expect(error.message).to.include(message).and.not.to.include('s3cr3t');
      expect(error.message).to.include('a test');
    });
  }

  it('can be all there is: without backup_dir, with a state_dir', () => {
    const overrides = (stateDir: string | null, stores: unknown) => ({
      backup_dir: { value: null, source: 'a test' },
      state_dir: { value: stateDir, source: 'a test' },
      stores: { value: stores, source: 'a test' },
    });
    const only = loadSettings({ env: {}, cwd: folder, overrides: overrides('state', [S3]) });
    expect(only).to.include({ hasLocalStore: false, stateDir: join(folder, 'state') });
    const missing = (stateDir: string | null, stores: unknown) => () =>
      loadSettings({ env: {}, cwd: folder, overrides: overrides(stateDir, stores) });
    expect(missing(null, [S3])).to.throw(ConfigurationException, 'state_dir');
    expect(missing('state', [])).to.throw(ConfigurationException, 'no place for a backup');
  });

  it('show no secret in the settings in force', () => {
    const { provenance } = load([{ ...S3, access_key_id: 'AKID0', secret_access_key: 't0ps3cr3t' }]);
    const shown = JSON.stringify(provenance.find(({ key }) => key === 'stores')?.value);
    expect(shown).to.include('"bucket":"backups"').and.not.to.include('t0ps3cr3t');
  });
});
