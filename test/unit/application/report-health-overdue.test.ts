import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryCalendar } from '../../support/in-memory-calendar.ts';
import { InMemoryRunHistory } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { healthDocument } from '../../../src/adapters/inbound/documents/health.ts';
import { ReportHealth, type HealthReport } from '../../../src/application/report-health.ts';
import { BackupDueDates } from '../../../src/application/scheduling/backup-due-dates.ts';
import { policyRecord } from '../../../src/domain/schedule/schedule-records.ts';
import { InMemoryProduct, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { aTask } from '../../support/scheduled-product.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

const DATABASES = [{ name: 'app', path: SOURCE_PATH }];
const LIMITS = {
  ...{ diskWarningPercent: 80, diskCriticalPercent: 95, minFreeBytes: 0, maxAgeHours: 26 },
  ...{ requireCopies: 1, requireOffsite: false },
  ...{ retention: aRetentionPolicy(), ownRetention: new Map<string, RetentionPolicy>() },
};

describe('ReportHealth, about the schedule', () => {
  let product: InMemoryProduct;
  let history: InMemoryRunHistory;

  beforeEach(async () => {
    product = new InMemoryProduct();
    history = new InMemoryRunHistory();
    product.clock.setNow(new Date('2026-11-21T12:00:00Z'));
    await product.create().execute({ sourcePath: SOURCE_PATH });
  });

  const reportAt = async (moment: string): Promise<HealthReport> => {
    product.clock.setNow(new Date(moment));
    const dueDates = new BackupDueDates(
      { calendar: new InMemoryCalendar() },
      {
        timeZone: 'UTC',
        backupScheduleHour: 2,
        backupSchedule: undefined,
        verifySchedule: { level: 'quick', selection: { kind: 'newest' } },
        drillSchedule: undefined,
        databases: DATABASES,
        timeoutMs: 3_600_000,
      },
    );
    const { store, stores, staging, sourceFiles, diskSpace, clock, anomalies, quarantine } = product;
    const recorder = { problem: undefined };
    const ports = {
      store,
      stores,
      staging,
      sourceFiles,
      diskSpace,
      clock,
      anomalies,
      quarantine,
      history,
      recorder,
      dueDates,
    };
    return new ReportHealth(ports, { ...LIMITS, databases: DATABASES }).execute();
  };

  const serviceWasThere = (): Promise<void> =>
    history.append(policyRecord(aTask(), new Date('2026-11-20T12:00:00Z')));

  it('is overdue while the service is down, with the due time', async () => {
    await serviceWasThere();
    const { overallStatus, recentBackup } = await reportAt('2026-11-22T03:05:00Z');
    expect([overallStatus, recentBackup.status]).to.deep.equal(['warning', 'warning']);
    expect(recentBackup.findings.map(({ message }) => message)).to.deep.equal([
      'the scheduled backup of app is overdue: it was due at 2026-11-22T02:00:00.000Z',
    ]);
    expect(recentBackup.databases[0]?.overdueSince).to.deep.equal(new Date('2026-11-22T02:00:00Z'));
  });

  it('has it in its document', async () => {
    const overdueIn = async (): Promise<unknown> =>
      (
        healthDocument(await reportAt('2026-11-22T03:05:00Z')) as {
          checks: { recent_backup: { databases: { overdue_since: unknown }[] } };
        }
      ).checks.recent_backup.databases[0]?.overdue_since;
    expect(await overdueIn()).to.equal(null);
    await serviceWasThere();
    expect(await overdueIn()).to.equal('2026-11-22T02:00:00.000Z');
  });

  it('knows when the next verified backup is overdue, by its age or its schedule', async () => {
    const overdueAt = async (moment: string) =>
      (await reportAt(moment)).recentBackup.databases[0]?.overdueAt?.toISOString();
    // 26 hours after the backup of 12:00.
    expect(await overdueAt('2026-11-21T13:00:00Z')).to.equal('2026-11-22T14:00:00.000Z');
    await serviceWasThere();
    // Due at 02:00, with an hour to run and 5 minutes to start.
    expect(await overdueAt('2026-11-21T13:00:00Z')).to.equal('2026-11-22T03:05:00.000Z');
    expect(await overdueAt('2026-11-23T13:00:00Z')).to.equal('2026-11-22T03:05:00.000Z');
    for (const backup of await product.store.list()) await product.store.remove(backup);
    expect(await overdueAt('2026-11-21T13:00:00Z')).to.equal(undefined);
  });

  it('counts from the last run that found the database unchanged', async () => {
    await serviceWasThere();
    const [backup] = await product.store.list();
    const currentAsOf = new Date('2026-11-22T02:00:03Z');
    await product.store.saveState(backup!, { ...backup!.state, currentAsOf });
    const { overallStatus, recentBackup } = await reportAt('2026-11-22T13:00:03Z');
    expect([overallStatus, recentBackup.findings]).to.deep.equal(['healthy', []]);
    expect(recentBackup.databases[0]).to.deep.include({
      newestAt: backup!.createdAt,
      newestUnchangedAt: currentAsOf,
      newestVerifiedAt: backup!.createdAt,
      unchangedAt: currentAsOf,
      ageHours: 11,
      overdueAt: new Date('2026-11-23T03:05:00Z'),
    });
    const later = await reportAt('2026-11-23T03:05:00Z');
    expect(later.recentBackup.databases[0]?.overdueSince).to.deep.equal(new Date('2026-11-23T02:00:00Z'));
  });

  it('is silent while the run may be running, and without any service before', async () => {
    expect((await reportAt('2026-11-22T03:05:00Z')).recentBackup.findings).to.deep.equal([]);
    await serviceWasThere();
    expect((await reportAt('2026-11-22T03:04:59Z')).recentBackup.findings).to.deep.equal([]);
  });

  it('has another finding for a database without any backup', async () => {
    await serviceWasThere();
    for (const backup of await product.store.list()) await product.store.remove(backup);
    const { recentBackup } = await reportAt('2026-11-22T03:05:00Z');
    expect(recentBackup.findings.map(({ message }) => message)).to.deep.equal(['app has no verified backup']);
  });
});
