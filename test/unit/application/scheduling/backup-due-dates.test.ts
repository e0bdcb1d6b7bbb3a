import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryCalendar } from '../../../support/in-memory-calendar.ts';
import { InMemoryRunHistory } from '../../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import {
  BackupDueDates,
  type DueDatesPolicy,
} from '../../../../src/application/scheduling/backup-due-dates.ts';
import type { HistoryEntry } from '../../../../src/domain/history/history-entry.ts';
import { policyRecord } from '../../../../src/domain/schedule/schedule-records.ts';
import { aTask } from '../../../support/scheduled-product.ts';

const at = (text: string): Date => new Date(`2026-11-${text}:00Z`);

const POLICY: DueDatesPolicy = {
  timeZone: 'UTC',
  backupScheduleHour: 2,
  backupSchedule: undefined,
  verifySchedule: { level: 'quick', selection: { kind: 'newest' } },
  drillSchedule: undefined,
  databases: [],
  timeoutMs: 3_600_000,
};

async function onRecord(expression: string, since: string): Promise<readonly HistoryEntry[]> {
  const history = new InMemoryRunHistory();
  await history.append(policyRecord(aTask({ schedule: { expression, timeZone: 'UTC' } }), at(since)));
  return (await history.read()).entries;
}

function overdue(
  policy: Partial<DueDatesPolicy>,
  newestVerified: string,
  now: string,
  entries: readonly HistoryEntry[] = [],
): Date | undefined {
  const dueDates = new BackupDueDates({ calendar: new InMemoryCalendar() }, { ...POLICY, ...policy });
  return dueDates.overdueSince('app', entries, at(newestVerified), at(now));
}

describe('BackupDueDates', () => {
  it('expects nothing at the daily hour without any service before', () => {
    expect(overdue({}, '01T05:00', '22T12:00')).to.equal(undefined);
  });

  it('expects a backup at the daily hour once a service existed, even if it is down', async () => {
    const entries = await onRecord('0 2 * * *', '01T00:00');
    expect(overdue({}, '21T05:00', '22T12:00', entries)).to.deep.equal(at('22T02:00'));
    expect(overdue({}, '22T02:00', '22T12:00', entries)).to.equal(undefined);
  });

  it('expects a backup by a configured expression, with or without a service', () => {
    expect(overdue({ backupSchedule: '0 */6 * * *' }, '22T00:00', '22T07:05')).to.deep.equal(at('22T06:00'));
    const databases = [{ name: 'app', path: '/data/app.db', schedule: '0 */6 * * *' }];
    expect(overdue({ databases }, '22T00:00', '22T07:05')).to.deep.equal(at('22T06:00'));
    expect(overdue({ databases: [{ ...databases[0]!, name: 'shop' }] }, '22T00:00', '22T07:05')).to.equal(
      undefined,
    );
  });

  it('waits as long as a run may take', () => {
    expect(overdue({ backupSchedule: '0 */6 * * *' }, '22T00:00', '22T07:04')).to.equal(undefined);
    expect(
      overdue({ backupSchedule: '0 */6 * * *', timeoutMs: 60_000 }, '22T00:00', '22T06:06'),
    ).to.deep.equal(at('22T06:00'));
  });

  it('expects nothing of the time before the schedule started', async () => {
    const entries = await onRecord('0 9 * * *', '22T10:00');
    expect(overdue({ backupSchedule: '0 9 * * *' }, '22T02:00', '22T12:00', entries)).to.equal(undefined);
    expect(overdue({ backupSchedule: '0 9 * * *' }, '22T02:00', '23T12:00', entries)).to.deep.equal(
      at('23T09:00'),
    );
  });
});
