import { expect } from 'chai';
import { describe, it } from 'mocha';
import { incrementalOf, type IncrementalPolicy } from '../../../src/domain/backup/incremental-policy.ts';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { HOUR_MS } from '../../../src/domain/units.ts';
import { ownIncrementalOf } from '../../../src/main/own-policies.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

function load(overrides: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv = {}): Settings {
  const entries = Object.entries(overrides).map(([key, value]) => [key, { value, source: 'a test' }]);
  return loadSettings({ cwd: '/nowhere', env, overrides: Object.fromEntries(entries) });
}

function refusal(overrides: Readonly<Record<string, unknown>>): string {
  try {
    load(overrides);
  } catch (error) {
    if (error instanceof ConfigurationException) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

/** In force for each database of the settings. */
function policies(settings: Settings): readonly IncrementalPolicy[] {
  const databases = settings.databases.map((each, index) => ({ ...each, name: each.name ?? String(index) }));
  const ownIncremental = ownIncrementalOf(databases);
  return databases.map(({ name }) => incrementalOf(name, { incremental: settings, ownIncremental }));
}

describe('settings of incremental backups', () => {
  it('make only fulls by default, also of unchanged databases', () => {
    expect(load({})).to.include({ fullIntervalMs: 0, diffIntervalMs: 24 * HOUR_MS, skipUnchanged: false });
  });

  it('come from the environment', () => {
    const env = {
      BACKUP_FULL_INTERVAL_HOURS: '168',
      BACKUP_DIFF_INTERVAL_HOURS: '0',
      BACKUP_SKIP_UNCHANGED: 'yes',
    };
    expect(load({}, env)).to.include({
      fullIntervalMs: 168 * HOUR_MS,
      diffIntervalMs: 0,
      skipUnchanged: true,
    });
  });

  for (const [key, value, problem] of [
    ['full_interval_hours', -1, 'must be a whole number from 0 to 876000'],
    ['full_interval_hours', null, 'must be a whole number from 0 to 876000'],
    ['diff_interval_hours', 1.5, 'must be a whole number from 0 to 876000'],
    ['skip_unchanged', 'maybe', 'must be true or false'],
  ] as const) {
    it(`refuse ${JSON.stringify(value)} for ${key}`, () => {
      expect(refusal({ [key]: value })).to.include(`${key}: ${problem}`);
      expect(refusal({ databases: [{ path: '/data/app.db', [key]: value }] })).to.include(
        `entry 1 has a wrong "${key}": it ${problem}`,
      );
    });
  }

  describe('of one database', () => {
    const databases = [
      { name: 'app', path: '/data/app.db', full_interval_hours: 24, skip_unchanged: true },
      { name: 'shop', path: '/data/shop.db' },
    ];

    it('override the common ones', () => {
      const settings = load({ databases, full_interval_hours: 168, diff_interval_hours: 6 });
      const common = { fullIntervalMs: 168 * HOUR_MS, diffIntervalMs: 6 * HOUR_MS, skipUnchanged: false };
      const [app, shop] = policies(settings);
      expect(app).to.deep.equal({ ...common, fullIntervalMs: 24 * HOUR_MS, skipUnchanged: true });
      expect(shop).to.include(common);
    });

    it('are overridden by a later source of the common ones', () => {
      const env = { BACKUP_DATABASES: JSON.stringify(databases) };
      const settings = load({ full_interval_hours: 12 }, env);
      expect(policies(settings)[0]).to.include({ fullIntervalMs: 12 * HOUR_MS, skipUnchanged: true });
    });

    it('are absent when all of them are overridden', () => {
      const env = { BACKUP_DATABASES: JSON.stringify(databases) };
      const settings = load({ full_interval_hours: 12, skip_unchanged: false }, env);
      expect(settings.databases.map(({ incremental }) => incremental)).to.deep.equal([undefined, undefined]);
    });
  });
});
