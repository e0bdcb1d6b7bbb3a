import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  observeHealth,
  type ObservedHealth,
} from '../../../../src/application/notifications/observe-health.ts';
import { healthWith } from '../../../support/notifications.ts';

const observe = (changes: Partial<ObservedHealth>): readonly string[] =>
  observeHealth(healthWith(changes), { maxAgeHours: 26 }).map((one) =>
    one.holds ? `${one.event} ${one.severity}: ${one.message}` : `${one.event} over`,
  );
const aged = (ageHours: number | undefined, overdueSince?: Date): Partial<ObservedHealth> => ({
  recentBackup: { databases: [{ database: 'app', ageHours, ...(overdueSince && { overdueSince }) }] },
});

describe('observeHealth', () => {
  it('ends all conditions when all is well', () => {
    expect(observe({})).to.deep.equal(['disk_low over', 'retention_frozen over', 'overdue over']);
  });

  it('reports a full disk at the level of health', () => {
    const findings = [
      { status: 'warning', kind: 'disk_nearly_full', message: '85 % full', hint: '' },
      { status: 'critical', kind: 'disk_below_reserve', message: '3 MiB free', hint: 'Free some room.' },
    ] as const;
    const systemResources = { status: 'critical', findings, freeBytes: 3 } as const;
    expect(observe({ systemResources })[0]).to.equal('disk_low critical: 85 % full; 3 MiB free');
    const [disk] = observeHealth(healthWith({ systemResources }), { maxAgeHours: 26 });
    expect(disk).to.include({ hint: 'Free some room.', database: undefined });
    const bare = { ...systemResources, findings: [] };
    expect(observeHealth(healthWith({ systemResources: bare }), { maxAgeHours: 26 })[0]).to.include({
      hint: '',
    });
  });

  it('ignores a disk that could not be measured', () => {
    const systemResources = { status: 'warning', findings: [], freeBytes: undefined } as const;
    expect(observe({ systemResources })).to.deep.equal(['retention_frozen over', 'overdue over']);
  });

  it('reports paused retention', () => {
    const database = { databases: [{ database: 'app', frozen: 'app shrank' }] };
    expect(observe({ database })).to.include('retention_frozen warning: app shrank');
  });

  it('does not end a pause when the records are unreadable', () => {
    expect(observe({ backupDirectory: { status: 'critical' } })).to.deep.equal([
      'disk_low over',
      'overdue over',
    ]);
  });

  for (const [age, found] of [
    [26, 'overdue over'],
    [26.1, 'overdue warning: the newest verified backup of app is 26.1 h old (max_age_hours is 26)'],
    [52.1, 'overdue critical: the newest verified backup of app is 52.1 h old (max_age_hours is 26)'],
    [undefined, 'overdue critical: app has no verified backup'],
  ] as const) {
    it(found, () => {
      expect(observe(aged(age)).at(-1)).to.equal(found);
    });
  }

  it('uses the schedule where it is stricter', () => {
    expect(observe(aged(20, new Date('2026-11-22T02:00:00Z'))).at(-1)).to.equal(
      'overdue warning: no verified backup of app since the one that was due at 2026-11-22T02:00:00.000Z; the newest is 20.0 h old',
    );
  });
});
