import { expect } from 'chai';
import { describe, it } from 'mocha';
import { anomalyFindings } from '../../../../src/domain/health/anomaly-health.ts';
import { backupDirectoryFindings } from '../../../../src/domain/health/backup-directory-health.ts';
import { databaseFindings, type DatabaseFacts } from '../../../../src/domain/health/database-health.ts';
import { deliveryFindings } from '../../../../src/domain/health/delivery-health.ts';
import { diskTrendFindings } from '../../../../src/domain/health/disk-trend.ts';
import type { HealthFinding } from '../../../../src/domain/health/health.ts';
import { drillFindings } from '../../../../src/domain/health/verification-health.ts';
import {
  overdueFindings,
  recentBackupFindings,
  recentBackupFacts,
} from '../../../../src/domain/health/recent-backup-health.ts';
import { restoreFindings } from '../../../../src/domain/health/restore-health.ts';
import { historyFindings, runFindings } from '../../../../src/domain/health/run-health.ts';
import { diskSpaceFindings } from '../../../../src/domain/health/system-resources-health.ts';
import { vanishedFindings } from '../../../../src/domain/health/vanished-health.ts';
import type { HistoryEntry } from '../../../../src/domain/history/history-entry.ts';
import { NOW, aBackup, aDamagedBackup, aVerification, daysBefore } from '../../../support/backup-builder.ts';

const FILE: DatabaseFacts = {
  database: 'app',
  path: '/data/app.db',
  kind: 'file',
  readable: true,
  sizeBytes: 4096,
  sourceCheck: undefined,
};
const RUN: HistoryEntry = {
  id: 'run-1',
  operation: 'create',
  database: 'app',
  startedAt: NOW,
  outcome: 'failed',
  durationMs: 5,
  facts: {},
  warnings: [],
  error: undefined,
};
const drill = (result: 'failed' | 'inconclusive') => ({
  lastOk: undefined,
  lastDrill: {
    filename: 'a.db',
    verification: { ...aVerification(result), level: 'drill' as const },
  },
});
const LIMITS = { diskWarningPercent: 80, diskCriticalPercent: 95, minFreeBytes: 10 };
const damagedSource = { result: 'failed', detail: 'row 7 missing' } as const;
const recent = (...backups: Parameters<typeof recentBackupFacts>[1]) =>
  recentBackupFindings(recentBackupFacts('app', backups, NOW), 26);

/** Each kind of finding, and whether it concerns the database `app`. */
const CASES: readonly (readonly [kind: string, isOfDatabase: boolean, findings: readonly HealthFinding[]])[] =
  [
    ['source_missing', true, databaseFindings({ ...FILE, kind: 'missing' })],
    ['source_not_a_file', true, databaseFindings({ ...FILE, kind: 'directory' })],
    ['source_unreadable', true, databaseFindings({ ...FILE, readable: false })],
    ['source_empty', true, databaseFindings({ ...FILE, sizeBytes: 0 })],
    ['source_damaged', true, databaseFindings({ ...FILE, sourceCheck: damagedSource })],
    ['source_damaged', true, anomalyFindings('app', [{ kind: 'source_damaged', since: NOW, detail: 'x' }])],
    [
      'source_collapsed',
      true,
      anomalyFindings('app', [
        { kind: 'collapse', since: NOW, before: { databaseBytes: 9 }, after: { databaseBytes: 1 } },
      ]),
    ],
    [
      'another_host',
      true,
      anomalyFindings('app', [{ kind: 'another_host', since: NOW, before: 'a', hosts: ['b'] }]),
    ],
    [
      'anomaly_record_unreadable',
      true,
      anomalyFindings('app', [{ kind: 'unreadable_record', since: NOW, detail: 'x' }]),
    ],
    ['database_vanished', true, vanishedFindings({ name: 'app', path: '/t/app.db', lastSeenAt: NOW }, NOW)],
    [
      'restore_unfinished',
      true,
      restoreFindings(
        [
          {
            database: 'app',
            filename: 'app-1.db.gz',
            targetPath: '/t/app.db',
            safetyCopy: undefined,
            restoredAt: NOW,
            state: 'begun',
          },
        ],
        () => [],
      ),
    ],
    ['no_verified_backup', true, recent()],
    [
      'newest_not_verified',
      true,
      recent(aBackup({ verified: false }), aBackup({ createdAt: daysBefore(1) })),
    ],
    ['backup_too_old', true, recent(aBackup({ createdAt: daysBefore(2) }))],
    ['backup_overdue', true, overdueFindings('app', NOW)],
    ['dated_in_future', true, recent(aBackup(), aBackup({ createdAt: daysBefore(-1) }))],
    ['drill_failed', true, drillFindings('app', drill('failed'))],
    ['drill_inconclusive', true, drillFindings('app', drill('inconclusive'))],
    ['create_failed', true, runFindings([RUN], NOW)],
    ['verify_failed', true, runFindings([{ ...RUN, operation: 'verify' }], NOW)],
    ['cleanup_failed', true, runFindings([{ ...RUN, operation: 'cleanup' }], NOW)],
    ['run_interrupted', true, runFindings([{ ...RUN, outcome: 'interrupted' }], NOW)],
    [
      'manifest_damaged',
      false,
      backupDirectoryFindings({
        writeProblem: undefined,
        listProblem: undefined,
        backups: [aDamagedBackup()],
      }),
    ],
    [
      'journal_unreadable',
      false,
      historyFindings({
        readProblem: { message: 'm', hint: 'h' },
        writeProblem: undefined,
        unreadableLines: 0,
      }),
    ],
    [
      'journal_not_writable',
      false,
      historyFindings({ readProblem: undefined, writeProblem: 'm', unreadableLines: 0 }),
    ],
    [
      'journal_torn',
      false,
      historyFindings({ readProblem: undefined, writeProblem: undefined, unreadableLines: 1 }),
    ],
    ['notifications_failing', false, [deliveryFindings({ channel: 'ops', failingSince: NOW, problem: 'x' })]],
    ['disk_nearly_full', false, diskSpaceFindings({ freeBytes: 15, totalBytes: 100 }, LIMITS)],
    ['disk_below_reserve', false, diskSpaceFindings({ freeBytes: 5, totalBytes: 0 }, LIMITS)],
    ['disk_filling_up', false, diskTrendFindings({ bytesPerDay: 1, basis: 'measured', fullInDays: 3 })],
  ];

describe('a finding', () => {
  for (const [kind, isOfDatabase, findings] of CASES) {
    it(`has the kind ${kind} and ${isOfDatabase ? 'its database' : 'no database'}`, () => {
      expect(findings.map((finding) => [finding.kind, finding.database])).to.deep.equal([
        [kind, isOfDatabase ? 'app' : undefined],
      ]);
    });
  }
});
