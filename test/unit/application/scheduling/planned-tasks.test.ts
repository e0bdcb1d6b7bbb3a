import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plannedTasks, type SchedulePolicy } from '../../../../src/application/scheduling/planned-tasks.ts';

const POLICY: SchedulePolicy = {
  timeZone: 'Europe/Berlin',
  backupScheduleHour: 3,
  backupSchedule: undefined,
  verifySchedule: { level: 'quick', selection: { kind: 'oldest-unproved' } },
  drillSchedule: undefined,
};
const APP = { name: 'app', path: '/data/app.db' };

function planned(
  policy: Partial<SchedulePolicy>,
  ...databases: Parameters<typeof plannedTasks>[0]
): readonly string[] {
  return plannedTasks(databases, { ...POLICY, ...policy }).map(
    ({ kind, database, schedule }) => `${kind} ${database}: ${schedule.expression} ${schedule.timeZone}`,
  );
}

describe('plannedTasks', () => {
  it('backs up every database daily at the hour by default', () => {
    expect(planned({}, APP, { name: 'shop', path: '/data/shop.db' })).to.deep.equal([
      'backup app: 0 3 * * * Europe/Berlin',
      'backup shop: 0 3 * * * Europe/Berlin',
    ]);
  });

  it('uses an expression where there is one, the database’s own first', () => {
    expect(
      planned({ backupSchedule: '*/30 * * * *' }, APP, { ...APP, name: 'own', schedule: '0 5 * * 1' }),
    ).to.deep.equal(['backup app: */30 * * * * Europe/Berlin', 'backup own: 0 5 * * 1 Europe/Berlin']);
  });

  it('verifies and drills where they are scheduled', () => {
    const verifySchedule = {
      level: 'full',
      selection: { kind: 'sample', percent: 5 },
      cron: '0 4 * * *',
    } as const;
    const tasks = plannedTasks([APP], { ...POLICY, verifySchedule, drillSchedule: '0 6 1 * *' });
    const common = { database: 'app', sourcePath: '/data/app.db' };
    expect(tasks.slice(1)).to.deep.equal([
      {
        ...common,
        kind: 'verify',
        schedule: { expression: '0 4 * * *', timeZone: 'Europe/Berlin' },
        level: 'full',
        selection: { kind: 'sample', percent: 5 },
      },
      {
        ...common,
        kind: 'drill',
        schedule: { expression: '0 6 1 * *', timeZone: 'Europe/Berlin' },
        level: 'drill',
        selection: { kind: 'newest' },
      },
    ]);
  });

  it('syncs the stores where that is scheduled', () => {
    expect(plannedTasks([APP], { ...POLICY, syncSchedule: '0 4 * * *' }).slice(1)).to.deep.equal([
      {
        kind: 'sync',
        database: 'app',
        sourcePath: '/data/app.db',
        schedule: { expression: '0 4 * * *', timeZone: 'Europe/Berlin' },
        level: undefined,
        selection: undefined,
      },
    ]);
  });
});
