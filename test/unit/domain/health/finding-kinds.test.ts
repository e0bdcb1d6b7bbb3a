import { expect } from 'chai';
import { describe, it } from 'mocha';
import { judgeAnomalies } from '../../../../src/domain/health/anomaly-health.ts';
import { judgeBackupDirectory } from '../../../../src/domain/health/backup-directory-health.ts';
import { judgeDatabase, type DatabaseFacts } from '../../../../src/domain/health/database-health.ts';
import { judgeDelivery } from '../../../../src/domain/health/delivery-health.ts';
import { judgeDiskTrend } from '../../../../src/domain/health/disk-trend.ts';
import type { HealthFinding } from '../../../../src/domain/health/health.ts';
import { judgeDrill } from '../../../../src/domain/health/proof-health.ts';
import {
  judgeOverdue,
  judgeRecentBackup,
  recentBackupFacts,
} from '../../../../src/domain/health/recent-backup-health.ts';
import { judgeRestores } from '../../../../src/domain/health/restore-health.ts';
import { judgeJournal, judgeRuns } from '../../../../src/domain/health/run-health.ts';
import { judgeDiskRoom } from '../../../../src/domain/health/system-resources-health.ts';
import { judgeVanished } from '../../../../src/domain/health/vanished-health.ts';
import type { JournalEntry } from '../../../../src/domain/journal/journal-entry.ts';
import { NOW, aBackup, aDamagedBackup, aVerification, daysBefore } from '../../../support/backup-builder.ts';

const FILE: DatabaseFacts = {
  database: 'app',
  path: '/data/app.db',
  kind: 'file',
  readable: true,
  sizeBytes: 4096,
  sourceCheck: undefined,
};
const RUN: JournalEntry = {
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
  lastProof: undefined,
  lastDrill: {
    filename: 'a.db',
    verification: { ...aVerification(result), level: 'drill' as const },
  },
});
const LIMITS = { diskWarningPercent: 80, diskCriticalPercent: 95, minFreeBytes: 10 };
const damagedSource = { result: 'failed', detail: 'row 7 missing' } as const;
const recent = (...backups: Parameters<typeof recentBackupFacts>[1]) =>
  judgeRecentBackup(recentBackupFacts('app', backups, NOW), 26);

/** What each sort of finding is called, and whether it is about the database `app`. */
const CASES: readonly (readonly [kind: string, isOfDatabase: boolean, findings: readonly HealthFinding[]])[] =
  [
    ['source_missing', true, judgeDatabase({ ...FILE, kind: 'missing' })],
    ['source_not_a_file', true, judgeDatabase({ ...FILE, kind: 'directory' })],
    ['source_unreadable', true, judgeDatabase({ ...FILE, readable: false })],
    ['source_empty', true, judgeDatabase({ ...FILE, sizeBytes: 0 })],
    ['source_damaged', true, judgeDatabase({ ...FILE, sourceCheck: damagedSource })],
    ['source_damaged', true, judgeAnomalies('app', [{ kind: 'source_damaged', since: NOW, detail: 'x' }])],
    [
      'source_collapsed',
      true,
      judgeAnomalies('app', [
        { kind: 'collapse', since: NOW, before: { databaseBytes: 9 }, after: { databaseBytes: 1 } },
      ]),
    ],
    [
      'another_host',
      true,
      judgeAnomalies('app', [{ kind: 'another_host', since: NOW, before: 'a', hosts: ['b'] }]),
    ],
    [
      'anomaly_record_unreadable',
      true,
      judgeAnomalies('app', [{ kind: 'unreadable_record', since: NOW, detail: 'x' }]),
    ],
    ['database_vanished', true, judgeVanished({ name: 'app', path: '/t/app.db', newestAt: NOW }, NOW)],
    [
      'restore_unfinished',
      true,
      judgeRestores(
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
    ['backup_overdue', true, judgeOverdue('app', NOW)],
    ['dated_in_future', true, recent(aBackup(), aBackup({ createdAt: daysBefore(-1) }))],
    ['drill_failed', true, judgeDrill('app', drill('failed'))],
    ['drill_inconclusive', true, judgeDrill('app', drill('inconclusive'))],
    ['create_failed', true, judgeRuns([RUN], NOW)],
    ['verify_failed', true, judgeRuns([{ ...RUN, operation: 'verify' }], NOW)],
    ['cleanup_failed', true, judgeRuns([{ ...RUN, operation: 'cleanup' }], NOW)],
    ['run_interrupted', true, judgeRuns([{ ...RUN, outcome: 'interrupted' }], NOW)],
    [
      'manifest_damaged',
      false,
      judgeBackupDirectory({ writeProblem: undefined, listProblem: undefined, backups: [aDamagedBackup()] }),
    ],
    [
      'journal_unreadable',
      false,
      judgeJournal({ readProblem: { message: 'm', hint: 'h' }, writeProblem: undefined, unreadableLines: 0 }),
    ],
    [
      'journal_not_writable',
      false,
      judgeJournal({ readProblem: undefined, writeProblem: 'm', unreadableLines: 0 }),
    ],
    [
      'journal_torn',
      false,
      judgeJournal({ readProblem: undefined, writeProblem: undefined, unreadableLines: 1 }),
    ],
    ['notifications_failing', false, [judgeDelivery({ channel: 'ops', failingSince: NOW, problem: 'x' })]],
    ['disk_nearly_full', false, judgeDiskRoom({ freeBytes: 15, totalBytes: 100 }, LIMITS)],
    ['disk_below_reserve', false, judgeDiskRoom({ freeBytes: 5, totalBytes: 0 }, LIMITS)],
    ['disk_filling_up', false, judgeDiskTrend({ bytesPerDay: 1, basis: 'measured', fullInDays: 3 })],
  ];

describe('a finding', () => {
  for (const [kind, isOfDatabase, findings] of CASES) {
    it(`of the kind ${kind} says so, and ${isOfDatabase ? 'which database it is about' : 'that it is about none'}`, () => {
      expect(findings.map((finding) => [finding.kind, finding.database])).to.deep.equal([
        [kind, isOfDatabase ? 'app' : undefined],
      ]);
    });
  }
});
