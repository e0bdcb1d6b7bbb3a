import { expect } from 'chai';
import { describe, it } from 'mocha';
import { backupDocument } from '../../../../src/adapters/inbound/documents/backup.ts';
import { cleanupDocument } from '../../../../src/adapters/inbound/documents/cleanup.ts';
import {
  createDocument,
  outcomeDocument,
} from '../../../../src/adapters/inbound/documents/created-backup.ts';
import { jobDocument } from '../../../../src/adapters/inbound/documents/job.ts';
import { planDocument, restoreDocument } from '../../../../src/adapters/inbound/documents/restore.ts';
import { historyDocument } from '../../../../src/adapters/inbound/documents/run.ts';
import { statisticsDocument } from '../../../../src/adapters/inbound/documents/statistics.ts';
import { verifyDocument } from '../../../../src/adapters/inbound/documents/verification.ts';
import type { Job } from '../../../../src/application/jobs/job.ts';
import type { RestorePlan } from '../../../../src/application/plan-restore.ts';
import { NO_DATABASE } from '../../../../src/domain/backup/database-name.ts';
import { DatabaseNotFoundException } from '../../../../src/domain/exceptions/database-not-found-exception.ts';
import type { HistoryEntry } from '../../../../src/domain/history/history-entry.ts';
import { StoreException } from '../../../../src/domain/exceptions/store-exception.ts';
import { linkChains } from '../../../../src/domain/backup/chain.ts';
import { A_FULL, aBackup, aChain, aManifest, aVerification, NOW } from '../../../support/backup-builder.ts';

const AT = NOW.toISOString();
const HOLDER = { pid: 7, command: 'app', lock: 'write' } as const;
const PLAN: RestorePlan = {
  backup: aBackup(),
  store: 'nas',
  passedOverStores: [{ store: 'local', error: 'damaged', hint: 'Verify it.' }],
  method: 'sqlite',
  reason: 'it is a database',
  exists: true,
  holders: [],
  verified: false,
  verification: undefined,
  passedOver: undefined,
  futureDated: [],
  restoredTo: '/data/app.db',
  neededBytes: 1,
  freeBytes: 2,
  safetyBackup: undefined,
};

const NO_NUMBERS = { backups: 0, verified: 0, damaged: 0, storedBytes: 0 };

describe('JSON documents', () => {
  it('describe a backup, with null for unknown values', () => {
    const { database, ...foreign } = aBackup();
    expect(backupDocument({ ...foreign, database: undefined })).to.include({ database: null, label: null });
    const labelled = { ...aBackup(), state: { ...aBackup().state, pinned: true, label: 'a' } };
    expect(backupDocument(labelled)).to.include({ database, created_at: AT, pinned: true, label: 'a' });
  });

  it('describe a new backup', () => {
    const created = {
      backup: aBackup(),
      manifest: aManifest(),
      verified: true,
      ...A_FULL,
      removed: [],
      copies: [],
      cleanupProblem: undefined,
    };
    expect(createDocument(created)).to.deep.include({
      database: 'app',
      stored_sha256: 'a'.repeat(64),
      label: null,
      source_check: { level: 'quick', result: 'ok', detail: 'quick_check' },
      removed: [],
    });
    const outcome = { database: 'app', path: '/data/app.db', result: created };
    expect(outcomeDocument(outcome)).to.deep.equal(createDocument(created));
  });

  it('describe a failed backup', () => {
    const error = new DatabaseNotFoundException('gone', { hint: 'Look.', details: { path: '/data/app.db' } });
    const told = {
      code: 'DATABASE_NOT_FOUND',
      message: 'gone',
      hint: 'Look.',
      details: { path: '/data/app.db' },
    };
    expect(outcomeDocument({ database: undefined, path: '/data/app.db', error })).to.deep.equal({
      database: null,
      path: '/data/app.db',
      error: told,
    });
    expect(outcomeDocument({ database: 'app', path: '/', error })).to.include({ database: 'app' });
  });

  it('describe a verification with the duration of a drill', () => {
    const checks = [{ name: 'content', result: 'ok', detail: 'fine' }] as const;
    const verified = {
      filename: 'a.db',
      store: 'nas',
      level: 'drill',
      result: 'ok',
      checks,
      durationMs: 9,
    } as const;
    expect(verifyDocument(verified)).to.not.have.property('restore_ms');
    expect(verifyDocument({ ...verified, restoreMs: 5 })).to.deep.include({
      store: 'nas',
      restore_ms: 5,
      checks: [...checks],
    });
  });

  it('describe a cleanup', () => {
    const removed = [{ filename: 'a.db', store: 'nas', rule: 'too_old', reason: 'old' }] as const;
    const failed = [{ filename: 'b.db', store: 'nas', error: 'stuck' }];
    const checked = [{ filename: 'c.db', store: 'nas', result: 'pending', detail: 'later' }] as const;
    const decided = { removed, kept: [], failed, checked };
    expect(cleanupDocument({ ...decided, freedBytes: 7, storeFailures: [], dryRun: true })).to.deep.equal({
      store_failures: [],
      removed,
      kept: [],
      failed,
      checked,
      freed_bytes: 7,
      dry_run: true,
    });
  });

  it('describe a restore', () => {
    const safetyCopy = { kind: 'backup', filename: 'before.db' } as const;
    const restored = {
      filename: 'a.db',
      restoredTo: '/data/app.db',
      method: 'file',
      databaseBytes: 1,
      databaseSha256: 'd',
      durationMs: 2,
      store: 'local',
      passedOverStores: [],
    } as const;
    expect(restoreDocument({ ...restored, safetyCopy })).to.include({ safety_backup: 'before.db' });
    expect(restoreDocument({ ...restored, safetyCopy: undefined })).to.include({ safety_backup: null });
  });

  it('describe a planned restore', () => {
    expect(planDocument(PLAN)).to.deep.include({
      dry_run: true,
      store: 'nas',
      passed_over_stores: [{ store: 'local', error: 'damaged' }],
      proof: null,
      passed_over: null,
      safety_backup: null,
    });
    const [full, incr] = linkChains(aChain(NOW, ['incr']));
    expect(planDocument(PLAN)['reads']).to.deep.equal([aBackup().filename]);
    expect(planDocument({ ...PLAN, backup: incr! })['reads']).to.deep.equal([full!.filename, incr!.filename]);
    const safetyBackup = { database: 'app', label: 'before', neededBytes: 3 };
    const { database, ...backup } = aBackup();
    const plan = {
      ...PLAN,
      backup: { ...backup, database: undefined },
      verification: aVerification(),
      passedOver: aBackup(),
      futureDated: [aBackup()],
      safetyBackup,
      holders: [HOLDER],
    };
    expect(planDocument(plan)).to.deep.include({
      database: null,
      proof: { at: AT, level: 'checksum', result: 'ok', detail: 'stored bytes, content' },
      passed_over: aBackup().filename,
      future_dated: [aBackup().filename],
      holders: [HOLDER],
      safety_backup: { database, label: 'before', needed_bytes: 3 },
    });
  });

  it('describe runs', () => {
    const run: HistoryEntry = {
      id: 'run-1',
      operation: 'create',
      database: 'app',
      startedAt: NOW,
      outcome: 'running',
      durationMs: undefined,
      facts: {},
      warnings: [],
      error: undefined,
    };
    const error = { code: 'INTERNAL', message: 'bug', hint: 'Report it.' };
    const warnings = [{ message: 'slow', hint: 'wait' }];
    const [running, failed, unmanaged] = historyDocument([
      run,
      { ...run, outcome: 'failed', durationMs: 5, error, warnings },
      { ...run, database: NO_DATABASE },
    ]);
    expect(unmanaged).to.include({ database: 'unmanaged' });
    expect(running).to.deep.include({ duration_ms: null, error: null, warnings: [], started_at: AT });
    expect(failed).to.deep.include({ duration_ms: 5, error, warnings });
  });

  it('describe jobs', () => {
    const job: Job = {
      id: 'job-1',
      operation: 'create',
      database: 'app',
      state: 'running',
      cancelRequested: false,
      runId: 'run-1',
      progress: { phase: 'capturing', doneBytes: 1, totalBytes: 2 },
      result: undefined,
      error: undefined,
      startedAt: NOW,
      endedAt: undefined,
    };
    expect(jobDocument(job)).to.deep.include({
      database: 'app',
      run_id: 'run-1',
      progress: { phase: 'capturing', done_bytes: 1, total_bytes: 2 },
      result: null,
      error: null,
      ended_at: null,
    });
    const error = { code: 'CANCELLED', message: 'stopped', hint: '' };
    const ended = { ...job, state: 'failed', error, endedAt: NOW, result: { a: 1 } } as const;
    expect(jobDocument(ended)).to.deep.include({ state: 'failed', error, ended_at: AT, result: { a: 1 } });
  });

  it('describe statistics', () => {
    const statistics = {
      database: 'app',
      backups: 1,
      verified: 1,
      damaged: 0,
      storedBytes: 5,
      oldestAt: NOW,
      newestAt: NOW,
      compressionRatio: undefined,
      quarantined: 0,
      frozen: undefined,
      series: [
        { filename: 'a.db', createdAt: NOW, storedBytes: 5, databaseBytes: 9, durationMs: 1, verified: true },
      ],
    };
    const paused = { ...statistics, compressionRatio: 1.8, frozen: 'it shrank' };
    const document = statisticsDocument({
      totalBackups: 2,
      verifiedBackups: 2,
      damagedBackups: 0,
      unmanagedFiles: 0,
      totalBytes: 10,
      quarantinedCaptures: 0,
      databases: [statistics, paused],
      stores: [
        { store: 'local', error: undefined, backups: 2, verified: 2, damaged: 0, storedBytes: 10 },
        { store: 'nas', error: new StoreException('no route', { hint: 'Check it.' }), ...NO_NUMBERS },
      ],
    });
    expect(document['stores']).to.deep.equal([
      { name: 'local', backups: 2, verified: 2, damaged: 0, bytes: 10, error: null },
      {
        name: 'nas',
        backups: null,
        verified: null,
        damaged: null,
        bytes: null,
        error: { code: 'STORE', message: 'no route', hint: 'Check it.', details: {} },
      },
    ]);
    const databases = document['databases'] as readonly object[];
    expect(databases[0]).to.deep.include({ compression_ratio: null, frozen: null, newest_at: AT });
    expect(databases[1]).to.include({ compression_ratio: 1.8, frozen: 'it shrank' });
    expect(databases[0]).to.have.nested.property('series[0].stored_bytes', 5);
  });
});
