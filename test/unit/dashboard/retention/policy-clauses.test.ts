import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RetentionPolicy } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  policyClauses,
  policySettings,
} from '../../../../src/adapters/inbound/dashboard/views/retention/rule-text.ts';

const POLICY: RetentionPolicy = {
  keep_days: 7,
  keep_min: 3,
  max_backup_files: 50,
  keep_hourly: 0,
  keep_daily: 0,
  keep_weekly: 8,
  keep_monthly: 0,
  keep_yearly: 2,
  time_zone: 'Europe/Berlin',
  frozen: null,
};

describe('the clauses of a policy', () => {
  it('start with days, then the configured periods', () => {
    expect(policyClauses(POLICY)).to.deep.equal([
      { text: 'keepsDays', count: 7 },
      { text: 'keeps_weekly', count: 8 },
      { text: 'keeps_yearly', count: 2 },
    ]);
  });

  it('are empty when nothing is kept by age or period', () => {
    expect(policyClauses({ ...POLICY, keep_days: 0, keep_weekly: 0, keep_yearly: 0 })).to.deep.equal([]);
  });

  it('have the settings, with the time zone when there are periods', () => {
    expect(policySettings(POLICY).map((setting) => setting.join(' '))).to.deep.equal([
      'keep_days 7',
      'keep_weekly 8',
      'keep_yearly 2',
      'keep_min 3',
      'max_backup_files 50',
      'timezone Europe/Berlin',
    ]);
    const names = policySettings({ ...POLICY, keep_weekly: 0, keep_yearly: 0 }).map(([name]) => name);
    expect(names).to.deep.equal(['keep_days', 'keep_min', 'max_backup_files']);
  });
});
