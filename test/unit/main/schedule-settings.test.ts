import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
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

describe('settings of schedules', () => {
  it('are a daily backup only by default', () => {
    const { backupScheduleHour, backupSchedule, verifySchedule, drillSchedule } = load({});
    expect({ backupScheduleHour, backupSchedule, cron: verifySchedule.cron, drillSchedule }).to.deep.equal({
      backupScheduleHour: 2,
      backupSchedule: undefined,
      cron: undefined,
      drillSchedule: undefined,
    });
  });

  it('accept cron expressions, also from the environment', () => {
    const verifySchedule = { level: 'full', select: 'newest', cron: '0 4 * * 0' };
    const settings = load(
      { drill_schedule: '0 6 1 * *', verify_schedule: verifySchedule },
      { BACKUP_SCHEDULE: '*/30 * * * *' },
    );
    expect(settings.backupSchedule).to.equal('*/30 * * * *');
    expect(settings.drillSchedule).to.equal('0 6 1 * *');
    expect(settings.verifySchedule.cron).to.equal('0 4 * * 0');
  });

  it('sync the stores only where there are several', () => {
    const stores = [{ name: 'nas', type: 'directory', path: '/mnt/nas' }];
    expect(load({}).syncSchedule).to.equal(undefined);
    expect(load({ sync_schedule: '0 4 * * *' }).syncSchedule).to.equal(undefined);
    expect(load({ sync_schedule: '0 4 * * *', stores }).syncSchedule).to.equal('0 4 * * *');
    expect(refusal({ sync_schedule: 'nightly' })).to.match(/^sync_schedule: must be a cron expression/);
  });

  it('refuse invalid cron expressions with the key', () => {
    expect(refusal({ schedule: 'nightly' })).to.match(/^schedule: must be a cron expression of five fields/);
    expect(refusal({ schedule: '0 0 31 2 *' })).to.match(
      /^schedule: must be a cron expression that matches a date/,
    );
    expect(refusal({ drill_schedule: 5 })).to.match(/^drill_schedule: must be a cron expression/);
    expect(refusal({ verify_schedule: { level: 'full', select: 'newest', cron: '61 * * * *' } })).to.match(
      /^verify_schedule: has a wrong "cron": it must be a cron expression/,
    );
    expect(refusal({ databases: [{ path: '/data/app.db', schedule: '? 2 * * *' }] })).to.match(
      /entry 1 has a wrong "schedule": it must be a cron expression without "\?"/,
    );
  });

  it('accept one for a database unless a later source sets the common one', () => {
    const databases = [{ path: '/data/app.db', schedule: '0 5 * * *' }, { path: '/data/shop.db' }];
    const env = { BACKUP_DATABASES: JSON.stringify(databases) };
    expect(load({}, env).databases.map(({ schedule }) => schedule)).to.deep.equal(['0 5 * * *', undefined]);
    expect(load({ schedule: '0 7 * * *' }, env).databases.map(({ schedule }) => schedule)).to.deep.equal([
      undefined,
      undefined,
    ]);
  });
});
