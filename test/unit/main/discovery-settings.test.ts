import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

const load = (env: NodeJS.ProcessEnv): Settings => loadSettings({ env, cwd: '/work/app' });

describe('settings of discovery', () => {
  it('are off by default', () => {
    expect(load({})).to.include({ databasesDirectory: undefined, databasesGlob: '**/*' });
  });

  it('have an absolute directory, also in the provenance', () => {
    const settings = load({ BACKUP_DATABASES_DIRECTORY: 'tenants', BACKUP_DATABASES_GLOB: '*.db' });
    expect(settings).to.include({ databasesDirectory: '/work/app/tenants', databasesGlob: '*.db' });
    const shown = settings.provenance.find(({ key }) => key === 'databases_directory');
    expect(shown?.value).to.equal('/work/app/tenants');
  });

  it('permit a backup directory below the directory', () => {
    const env = { BACKUP_DATABASES_DIRECTORY: '/srv', BACKUP_DIR: '/srv/backup' };
    expect(load(env).databasesDirectory).to.equal('/srv');
    const beside = { BACKUP_DATABASES_DIRECTORY: '/srv/..data', BACKUP_DIR: '/srv/backup' };
    expect(load(beside).databasesDirectory).to.equal('/srv/..data');
  });

  const refused: readonly (readonly [what: string, env: NodeJS.ProcessEnv])[] = [
    ['a pattern that is none', { BACKUP_DATABASES_DIRECTORY: '/srv', BACKUP_DATABASES_GLOB: '{a,b' }],
    [
      'a pattern that is no pattern of names below',
      { BACKUP_DATABASES_DIRECTORY: '/srv', BACKUP_DATABASES_GLOB: '/srv/*' },
    ],
    ['a pattern without a directory', { BACKUP_DATABASES_GLOB: '*.db' }],
    ['the backup directory itself', { BACKUP_DATABASES_DIRECTORY: '/srv/b', BACKUP_DIR: '/srv/b' }],
    ['a directory below the backups', { BACKUP_DATABASES_DIRECTORY: '/srv/b/x', BACKUP_DIR: '/srv/b' }],
  ];
  for (const [what, env] of refused) {
    it(`refuse ${what}`, () => {
      expect(() => load(env)).to.throw(ConfigurationException, /databases_/);
    });
  }
});
