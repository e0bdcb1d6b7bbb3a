import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { loadSettings, type Settings, type SettingsInput } from '../../../src/settings/settings.ts';

describe('settings of retention', () => {
  let cwd: string;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'retention-settings-'));
  });

  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  const load = (input: Partial<SettingsInput> = {}): Settings => loadSettings({ cwd, env: {}, ...input });

  const file = (content: unknown): string => {
    writeFileSync(join(cwd, 'my.json'), JSON.stringify(content));
    return 'my.json';
  };

  const ownPolicies = (input: Partial<SettingsInput>): readonly (RetentionPolicy | undefined)[] =>
    load(input).databases.map(({ retention }) => retention);

  const failure = (input: Partial<SettingsInput>): ConfigurationException => {
    try {
      load(input);
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigurationException);
      expect((error as ConfigurationException).hint).not.to.equal('');
      return error as ConfigurationException;
    }
    throw new Error('the settings were accepted');
  };

  it('have no buckets, the system time zone, and cleanup after each backup by default', () => {
    expect(load()).to.include({
      keepHourly: 0,
      keepDaily: 0,
      keepWeekly: 0,
      keepMonthly: 0,
      keepYearly: 0,
      cleanupAfterCreate: true,
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  });

  it('come from the file and the environment', () => {
    const configFile = file({
      keep_hourly: 24,
      keep_daily: 7,
      keep_weekly: 5,
      keep_monthly: 12,
      keep_yearly: 3,
    });
    const settings = load({
      configFile,
      env: { BACKUP_KEEP_DAILY: '14', BACKUP_TIMEZONE: 'Europe/Berlin', BACKUP_CLEANUP_AFTER_CREATE: 'no' },
    });
    expect(settings).to.include({
      keepHourly: 24,
      keepDaily: 14,
      keepWeekly: 5,
      keepMonthly: 12,
      keepYearly: 3,
      timeZone: 'Europe/Berlin',
      cleanupAfterCreate: false,
    });
  });

  for (const timezone of ['Europe/Atlantis', '', '+01:00', 'CET-1', 7, ['UTC']]) {
    it(`refuse ${JSON.stringify(timezone)} as time zone`, () => {
      const { message } = failure({ configFile: file({ timezone }) });
      expect(message).to.include('timezone: must be a time zone such as Europe/Berlin or UTC, or null');
    });
  }

  describe('of one database', () => {
    it('override the common ones', () => {
      const configFile = file({
        keep_days: 30,
        keep_daily: 10,
        timezone: 'Asia/Tokyo',
        databases: [{ path: 'a.db', keep_days: 1, keep_weekly: 4 }, { path: 'b.db' }],
      });
      const [own, none] = ownPolicies({ configFile });
      expect(own).to.deep.equal({
        keepDays: 1,
        maxBackupFiles: 50,
        keepMin: 1,
        keepHourly: 0,
        keepDaily: 10,
        keepWeekly: 4,
        keepMonthly: 0,
        keepYearly: 0,
        timeZone: 'Asia/Tokyo',
      });
      expect(none).to.equal(undefined);
    });

    it('are overridden by a later source of the common ones', () => {
      const configFile = file({ keep_days: 30, databases: [{ path: 'a.db', keep_days: 90, keep_min: 2 }] });
      const overrides = { keep_days: { value: 3, source: 'flag --keep-days' } };
      expect(ownPolicies({ configFile, overrides })[0]).to.include({ keepDays: 3, keepMin: 2 });
      expect(ownPolicies({ configFile, env: { BACKUP_KEEP_DAYS: '5' } })[0]).to.include({ keepDays: 5 });
    });

    it('override an earlier or the same source of the common ones', () => {
      const env = { BACKUP_DATABASES: '[{"path":"a.db","keep_days":90}]', BACKUP_KEEP_DAYS: '5' };
      expect(ownPolicies({ configFile: file({ keep_days: 30 }), env })[0]).to.include({ keepDays: 90 });
    });

    it('are absent when all of them are overridden', () => {
      const configFile = file({ databases: [{ path: 'a.db', keep_days: 90 }] });
      expect(ownPolicies({ configFile, env: { BACKUP_KEEP_DAYS: '5' } })).to.deep.equal([undefined]);
    });

    for (const [field, problem] of [
      [{ keep_days: '7' }, 'entry 1 has a wrong "keep_days": it must be a whole number from 0 to 36500'],
      [{ keep_min: 0 }, 'entry 1 has a wrong "keep_min": it must be a whole number from 1 to 1000000'],
      [{ keep_dayly: 3 }, 'entry 1 has the unknown field "keep_dayly"; did you mean "keep_daily"?'],
      [{ timezone: 'UTC' }, 'entry 1 has the unknown field "timezone"'],
    ] as const) {
      it(`refuse ${JSON.stringify(field)}`, () => {
        const { message } = failure({ configFile: file({ databases: [{ path: 'a.db', ...field }] }) });
        expect(message).to.include(problem);
      });
    }

    it('may not have keep_min above max_backup_files', () => {
      const databases = [{ name: 'shop', path: 'a.db', keep_min: 9 }];
      const { message } = failure({ configFile: file({ max_backup_files: 5, databases }) });
      expect(message).to.equal(
        'databases: shop has keep_min 9 and max_backup_files 5: keep_min must not be larger (my.json)',
      );
      const nameless = [{ path: 'a.db', max_backup_files: 1 }];
      expect(failure({ configFile: file({ keep_min: 2, databases: nameless }) }).message).to.include(
        'a.db has',
      );
    });
  });
});
