import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryCalendar } from '../../support/in-memory-calendar.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { databasesDocument } from '../../../src/adapters/inbound/documents/databases.ts';
import { ReportDatabases, type ReportDatabasesPolicy } from '../../../src/application/report-databases.ts';
import type { HealthReport } from '../../../src/application/report-health.ts';
import { checkOf, critical, warning, type HealthFinding } from '../../../src/domain/health/health.ts';
import type { ScheduledTask, TaskKind } from '../../../src/domain/schedule/scheduled-task.ts';
import { NOW, daysBefore } from '../../support/backup-builder.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';
import { HEALTHY } from '../../integration/cli/fake-services.ts';

const [SOURCE] = HEALTHY.database.databases;
const [RECENT] = HEALTHY.recentBackup.databases;

const task = (kind: TaskKind, database: string, expression: string): ScheduledTask => ({
  kind,
  database,
  schedule: { expression, timeZone: 'Europe/Berlin' },
  level: undefined,
});

/** A report on some databases, each with its findings. */
function reportOn(
  databases: Readonly<Record<string, { readonly frozen?: string; readonly findings?: HealthFinding[] }>>,
  changes: Partial<HealthReport> = {},
): HealthReport {
  const findings = Object.values(databases).flatMap((one) => one.findings ?? []);
  return {
    ...HEALTHY,
    database: {
      ...HEALTHY.database,
      databases: Object.entries(databases).map(([database, { frozen }]) => ({
        ...SOURCE!,
        database,
        frozen,
      })),
    },
    recentBackup: {
      ...HEALTHY.recentBackup,
      ...checkOf(findings),
      databases: Object.keys(databases).map((database) => ({ ...RECENT!, database })),
    },
    ...changes,
  };
}

async function reported(report: HealthReport, policy: Partial<ReportDatabasesPolicy> = {}) {
  const reading = { report, ageMs: 0, isStale: false };
  return new ReportDatabases(
    {
      healthMonitor: { latest: () => reading, refresh: () => Promise.reject(new Error('asked the disk')) },
      calendar: new InMemoryCalendar(),
      clock: new ManualClock(NOW),
    },
    {
      retention: aRetentionPolicy(),
      ownRetention: new Map(),
      timeZone: 'Europe/Berlin',
      diskWarningPercent: 80,
      diskCriticalPercent: 95,
      tasks: () => [],
      ...policy,
    },
  ).execute();
}

const late = (database: string): HealthFinding =>
  warning({ kind: 'backup_overdue', database, message: 'late', hint: 'look' });
const gone = (database: string | undefined): HealthFinding =>
  critical({ kind: 'source_missing', database, message: 'gone', hint: 'look' });

describe('ReportDatabases', () => {
  it('gives each database its own status and findings, worst first', async () => {
    const { databases, generalFindings } = await reported(
      reportOn({
        fine: {},
        late: { findings: [late('late')] },
        gone: { findings: [late('gone'), gone('gone')] },
        odd: { frozen: 'it shrank' },
        well: {},
      }),
    );
    expect(databases.map(({ database, status }) => `${database} ${status}`)).to.deep.equal([
      'gone critical',
      'odd frozen',
      'late overdue',
      'fine healthy',
      'well healthy',
    ]);
    expect(databases[0]?.findings.map(({ kind }) => kind)).to.deep.equal([
      'source_missing',
      'backup_overdue',
    ]);
    expect(databases[3]?.findings).to.deep.equal([]);
    expect(databases[1]?.frozen).to.equal('it shrank');
    expect(generalFindings).to.deep.equal([]);
  });

  it('separates findings about no database, and about one that is no longer configured', async () => {
    const full = critical({ kind: 'disk_nearly_full', message: 'full', hint: 'free' });
    const systemResources = { ...HEALTHY.systemResources, ...checkOf([full]) };
    const { databases, generalFindings } = await reported(
      reportOn({ app: { findings: [late('other'), gone(undefined)] } }, { systemResources }),
    );
    expect(databases.map(({ status, findings }) => [status, findings.length])).to.deep.equal([
      ['healthy', 0],
    ]);
    expect(generalFindings.map(({ kind, database }) => [kind, database])).to.deep.equal([
      ['source_missing', undefined],
      ['disk_nearly_full', undefined],
      ['backup_overdue', 'other'],
    ]);
  });

  it('is critical where the backups cannot be listed', async () => {
    const recentBackup = { ...HEALTHY.recentBackup, databases: [] };
    const [app] = (await reported(reportOn({ app: {} }, { recentBackup }))).databases;
    expect(app).to.include({ status: 'critical', backupFiles: undefined, totalBytes: undefined });
  });

  it('returns the next runs, in the zone of the schedules', async () => {
    const { databases } = await reported(reportOn({ app: {}, shop: {}, idle: {} }), {
      tasks: () => [
        task('backup', 'app', '0 2 * * *'),
        task('verify', 'app', '30 3 * * 0'),
        task('backup', 'shop', '0 2 * * *'),
        task('drill', 'shop', '0 0 31 2 *'),
      ],
    });
    const next = { expression: '0 2 * * *', nextAt: new Date('2026-11-23T01:00:00Z') };
    expect(databases.map(({ schedule }) => schedule)).to.deep.equal([
      {
        backup: next,
        verify: { expression: '30 3 * * 0', nextAt: new Date('2026-11-29T02:30:00Z') },
      },
      { backup: next, drill: { expression: '0 0 31 2 *', nextAt: undefined } },
      {},
    ]);
  });

  it('computes a shared schedule once', async () => {
    let asked = 0;
    class CountingCalendar extends InMemoryCalendar {
      override nextAfter(...args: Parameters<InMemoryCalendar['nextAfter']>): Date | undefined {
        asked++;
        return super.nextAfter(...args);
      }
    }
    const report = reportOn({ a: {}, b: {}, c: {} });
    const ports = {
      healthMonitor: {
        latest: () => undefined,
        refresh: () => Promise.resolve({ report, ageMs: 0, isStale: false }),
      },
      calendar: new CountingCalendar(),
      clock: new ManualClock(NOW),
    };
    const tasks = ['a', 'b', 'c'].map((name) => task('backup', name, '0 2 * * *'));
    const { databases } = await new ReportDatabases(ports, {
      retention: aRetentionPolicy(),
      ownRetention: new Map(),
      timeZone: 'UTC',
      diskWarningPercent: 80,
      diskCriticalPercent: 95,
      tasks: () => tasks,
    }).execute();
    expect(databases.every(({ schedule }) => schedule.backup?.nextAt !== undefined)).to.equal(true);
    expect(asked).to.equal(1);
  });

  it('increases the age between two reports', async () => {
    const recentBackup = {
      ...HEALTHY.recentBackup,
      databases: [{ ...RECENT!, newestVerifiedAt: daysBefore(2), ageHours: 1 }],
    };
    const [app] = (await reported(reportOn({ app: {} }, { recentBackup }))).databases;
    expect(app).to.include({ ageHours: 48, maxAgeHours: 26 });
  });

  it('counts the age from the last run that found the database unchanged', async () => {
    const known = { ...RECENT!, newestVerifiedAt: daysBefore(9), unchangedAt: daysBefore(2) };
    const recentBackup = { ...HEALTHY.recentBackup, databases: [known] };
    const report = await reported(reportOn({ app: {} }, { recentBackup }));
    expect(report.databases[0]).to.include({ ageHours: 48 });
    const [document] = databasesDocument(report)['databases'] as readonly Readonly<Record<string, unknown>>[];
    expect(document).to.include({
      newest_verified_at: daysBefore(9).toISOString(),
      current_as_of: daysBefore(2).toISOString(),
    });
  });

  it("names a database's own retention rules", async () => {
    const own = aRetentionPolicy({ keepDays: 30 });
    const { databases } = await reported(reportOn({ app: {}, shop: {} }), {
      ownRetention: new Map([['shop', own]]),
    });
    expect(databases.map(({ retention }) => retention.keepDays)).to.deep.equal([7, 30]);
  });

  describe('as a document', () => {
    it('has null for unknown facts', async () => {
      const recentBackup = { ...HEALTHY.recentBackup, databases: [] };
      const systemResources = {
        ...HEALTHY.systemResources,
        freeBytes: undefined,
        totalBytes: undefined,
        usedPercent: undefined,
      };
      const report = reportOn({ app: {} }, { recentBackup, systemResources });
      expect(databasesDocument(await reported(report))).to.deep.equal({
        checked_at: '2026-11-22T22:00:00.000Z',
        databases: [
          {
            database: 'app',
            path: '/data/app.db',
            status: 'critical',
            findings: [],
            newest_verified_at: null,
            current_as_of: null,
            age_hours: null,
            max_age_hours: 26,
            backup_files: null,
            total_bytes: null,
            last_proof: null,
            last_drill: null,
            schedule: { create: null, verify: null, drill: null, sync: null, time_zone: 'Europe/Berlin' },
            retention: {
              keep_days: 7,
              keep_min: 1,
              max_backup_files: 50,
              keep_hourly: 0,
              keep_daily: 0,
              keep_weekly: 0,
              keep_monthly: 0,
              keep_yearly: 0,
              time_zone: 'UTC',
              frozen: null,
            },
          },
        ],
        general_findings: [],
        disk: {
          free_bytes: null,
          total_bytes: null,
          used_percent: null,
          growth_bytes_per_day: null,
          full_in_days: null,
          warning_percent: 80,
          critical_percent: 95,
        },
      });
    });

    it('has all known facts', async () => {
      const at = daysBefore(1);
      const proof = {
        filename: 'a.db',
        at,
        level: 'drill',
        result: 'ok',
        ageHours: 24,
        restoreMs: 9,
      } as const;
      const recentBackup = {
        ...HEALTHY.recentBackup,
        ...checkOf([late('app')]),
        databases: [{ ...RECENT!, newestVerifiedAt: at, lastProof: proof, lastDrill: proof }],
      };
      const trend = { bytesPerDay: 5, basis: 'measured', fullInDays: 12.5 } as const;
      const systemResources = { ...HEALTHY.systemResources, trend };
      const report = reportOn({ app: { frozen: 'odd' } }, { recentBackup, systemResources });
      const policy = {
        tasks: () => [task('backup', 'app', '0 2 * * *'), task('drill', 'app', '0 0 31 2 *')],
      };
      const document = databasesDocument(await reported(report, policy));
      const told = {
        filename: 'a.db',
        at: at.toISOString(),
        level: 'drill',
        result: 'ok',
        age_hours: 24,
        restore_ms: 9,
      };
      expect(document).to.have.deep.nested.property('databases[0].last_proof', told);
      expect(document).to.have.deep.nested.property('databases[0].last_drill', told);
      expect(document).to.have.nested.property('databases[0].newest_verified_at', at.toISOString());
      expect(document).to.have.nested.property('databases[0].retention.frozen', 'odd');
      expect(document).to.have.deep.nested.property('databases[0].findings', [
        { status: 'warning', kind: 'backup_overdue', database: 'app', message: 'late', hint: 'look' },
      ]);
      expect(document).to.have.deep.nested.property('databases[0].schedule', {
        create: { cron: '0 2 * * *', next_at: '2026-11-23T01:00:00.000Z' },
        verify: null,
        drill: { cron: '0 0 31 2 *', next_at: null },
        sync: null,
        time_zone: 'Europe/Berlin',
      });
      expect(document).to.have.nested.property('disk.full_in_days', 12.5);
    });
  });
});
