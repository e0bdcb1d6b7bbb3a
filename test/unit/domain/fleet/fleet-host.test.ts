import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  countByState,
  fleetHost,
  fleetStatus,
  worstFirst,
  type FleetState,
} from '../../../../src/domain/fleet/fleet-host.ts';
import type { FleetRecord } from '../../../../src/domain/fleet/fleet-record.ts';
import { HOUR_MS, NOW } from '../../../support/backup-builder.ts';
import { aFleetRecord } from '../../../support/fleet-records.ts';

const later = (hours: number, time = NOW): Date => new Date(time.getTime() + hours * HOUR_MS);
const judged = (changes: Partial<FleetRecord>, now: Date, storedAt = NOW) =>
  fleetHost({ host: 'web-1', storedAt, record: aFleetRecord(changes) }, now);
const database = (name: string, overdueAt: Date, createdAt = NOW) => ({
  database: name,
  newestVerified: { filename: `${name}.db`, createdAt },
  overdueAt,
});

describe('fleetHost', () => {
  it('has the status of its record until something is overdue', () => {
    for (const status of ['healthy', 'warning', 'critical'] as const)
      expect(judged({ status }, later(0.5)).state).to.equal(status);
  });

  it('is overdue from overdue_at on, with the databases and the first time', () => {
    const nextReportBy = later(1000);
    const databases = [
      database('app', later(26)),
      database('shop', later(20)),
      database('logs', later(90)),
      { database: 'new', newestVerified: undefined, overdueAt: undefined },
    ];
    expect(judged({ nextReportBy, databases }, new Date(later(20).getTime() - 1)).state).to.equal('healthy');
    expect(judged({ nextReportBy, databases }, later(20))).to.deep.include({
      state: 'overdue',
      overdueSince: later(20),
      overdueDatabases: ['shop'],
    });
    expect(judged({ nextReportBy, databases }, later(26)).overdueDatabases).to.deep.equal(['shop', 'app']);
  });

  it('is silent when its next report does not come, unless something is worse', () => {
    expect(judged({}, later(1)).state).to.equal('silent');
    expect(judged({ status: 'warning' }, later(1)).state).to.equal('silent');
    expect(judged({ status: 'critical' }, later(1)).state).to.equal('critical');
    expect(judged({ status: 'critical' }, later(26)).state).to.equal('overdue');
  });

  it('corrects times of a host whose clock is fast, to the time of the store', () => {
    const writtenAt = later(1000);
    const fast = {
      writtenAt,
      nextReportBy: later(1, writtenAt),
      databases: [database('app', later(26, writtenAt))],
    };
    const { state, reportedAt } = judged(fast, later(0.5));
    expect([state, reportedAt]).to.deep.equal(['healthy', NOW]);
    expect(judged(fast, later(1)).state).to.equal('silent');
    expect(judged(fast, later(26))).to.include({ state: 'overdue' });
    expect(judged(fast, later(26)).overdueSince).to.deep.equal(later(26));
  });

  it('does not extend the times of a record that was stored later: a copy of a bucket is no report', () => {
    expect(judged({}, later(500), later(499))).to.deep.include({
      state: 'overdue',
      overdueSince: later(26),
      reportedAt: NOW,
    });
  });

  it('did not report in the future, although the clock of the store has whole seconds', () => {
    const now = new Date(NOW.getTime() - 123);
    expect(judged({}, now).reportedAt).to.deep.equal(now);
  });

  it('is unreadable with a damaged record', () => {
    const host = fleetHost({ host: 'web-1', storedAt: NOW, record: undefined }, later(900));
    expect(host).to.deep.include({ state: 'unreadable', reportedAt: NOW, record: undefined });
  });

  it('shows the newest verified backup of the database where it is the oldest', () => {
    const databases = [database('app', later(26)), database('shop', later(2), later(-24))];
    expect(judged({ databases }, NOW).newestVerified).to.deep.equal({
      filename: 'shop.db',
      createdAt: later(-24),
    });
    const idle = {
      database: 'idle',
      newestVerified: { filename: 'idle.db', createdAt: later(-99), unchangedAt: later(-23) },
    };
    const all = [...databases, { ...idle, overdueAt: later(3) }];
    expect(judged({ databases: all }, NOW).newestVerified?.filename).to.equal('shop.db');
    const without = [...databases, { database: 'new', newestVerified: undefined, overdueAt: undefined }];
    expect(judged({ databases: without }, NOW).newestVerified).to.equal(undefined);
  });
});

describe('fleetStatus', () => {
  const of = (...states: FleetState[]) => fleetStatus(states.map((state) => ({ state })));

  it('is the worst of all hosts', () => {
    expect(of()).to.equal('healthy');
    expect(of('healthy', 'healthy')).to.equal('healthy');
    expect(of('healthy', 'warning')).to.equal('warning');
    expect(of('silent', 'healthy')).to.equal('warning');
    for (const state of ['critical', 'overdue', 'unreadable'] as const)
      expect(of('healthy', state, 'warning'), state).to.equal('critical');
  });
});

describe('the hosts of a fleet', () => {
  it('are counted by state', () => {
    const states: FleetState[] = ['overdue', 'healthy', 'healthy'];
    expect(countByState(states.map((state) => ({ state })))).to.deep.equal({
      ...{ healthy: 2, warning: 0, silent: 0 },
      ...{ unreadable: 0, critical: 0, overdue: 1 },
    });
  });

  it('are sorted by state, worst first, then by name', () => {
    const hosts = [
      ['b', 'healthy'],
      ['c', 'overdue'],
      ['a', 'healthy'],
      ['d', 'silent'],
    ] as const;
    const sorted = hosts.map(([host, state]) => ({ ...judged({}, NOW), host, state })).sort(worstFirst);
    expect(sorted.map(({ host }) => host)).to.deep.equal(['c', 'd', 'a', 'b']);
  });
});
