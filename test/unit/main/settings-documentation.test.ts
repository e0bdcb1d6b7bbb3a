import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';
import { environmentNames } from '../../../src/settings/environment.ts';
import { SETTING_DEFINITIONS, SETTING_KEYS } from '../../../src/settings/setting-definitions.ts';

const ROOT = new URL('../../../', import.meta.url);

describe('documented settings', () => {
  it('config/backup_config.json holds the defaults, all of them but database_path', () => {
    const file: unknown = JSON.parse(readFileSync(new URL('config/backup_config.json', ROOT), 'utf8'));
    const defaults = SETTING_KEYS.filter((key) => key !== 'database_path').map((key) => [
      key,
      SETTING_DEFINITIONS[key].default,
    ]);
    expect(file).to.deep.equal(Object.fromEntries(defaults));
  });

  it('config/backup_config.json gives the same settings as no file', () => {
    const cwd = new URL('.', ROOT).pathname;
    const configured = loadSettings({
      cwd: '/nowhere',
      env: {},
      configFile: `${cwd}config/backup_config.json`,
    });
    const unconfigured = loadSettings({ cwd: `${cwd}src`, env: {} });
    const values = ({ provenance }: Settings): unknown =>
      provenance.map(({ key, value }) => [
        key,
        typeof value === 'string' ? value.replace(`${cwd}src/`, cwd) : value,
      ]);
    expect(values(configured)).to.deep.equal(values(unconfigured));
  });

  const rows = readFileSync(new URL('docs/configuration.md', ROOT), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  for (const key of SETTING_KEYS) {
    it(`docs/configuration.md has ${key} with its default and its variables`, () => {
      const row = rows.find((line) => line.startsWith(`| \`${key}\` |`)) ?? '';
      expect(row, 'its row').not.to.equal('');
      expect(row).to.include(`\`${JSON.stringify(SETTING_DEFINITIONS[key].default)}\``);
      for (const name of environmentNames(key)) expect(row).to.include(`\`${name}\``);
    });
  }

  it('docs/configuration.md has no unknown setting', () => {
    const documented = rows.map((row) => row.split('`')[1]);
    expect(documented.filter((key) => !SETTING_KEYS.some((known) => known === key))).to.deep.equal([]);
  });
});
