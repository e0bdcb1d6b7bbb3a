import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { copiesDocument } from '../../../../src/adapters/inbound/documents/copies.ts';
import { createDocument } from '../../../../src/adapters/inbound/documents/created-backup.ts';
import { verifyDocument } from '../../../../src/adapters/inbound/documents/verification.ts';
import { InMemoryLogger } from '../../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { BackUpAndCleanUp } from '../../../../src/application/back-up-and-clean-up.ts';
import { CleanupBackups } from '../../../../src/application/cleanup-backups.ts';
import { JobRegistry } from '../../../../src/application/jobs/job-registry.ts';
import { JobTaskRunner } from '../../../../src/application/scheduling/task-runner.ts';
import { VerifyBackups } from '../../../../src/application/verify-backups.ts';
import { BackupNotFoundException } from '../../../../src/domain/exceptions/backup-not-found-exception.ts';
import { OperationCancelledException } from '../../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { DAY_MS } from '../../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from '../../../support/in-memory-product.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../../support/retention-policy.ts';
import { aTask } from '../../../support/scheduled-product.ts';

const LOCK_WAIT_MS = 60_000;

describe('JobTaskRunner', () => {
  const BACKUP = aTask({ sourcePath: SOURCE_PATH });
  const DRILL = aTask({ kind: 'drill', level: 'drill', selection: { kind: 'newest' } });
  let product: InMemoryProduct;
  let logger: InMemoryLogger;
  let jobs: JobRegistry;
  let runner: JobTaskRunner;
  let synced: unknown[];

  beforeEach(() => {
    synced = [];
    product = new InMemoryProduct();
    const { store, stores, anomalies, coordinator, clock, verify } = product;
    logger = new InMemoryLogger();
    jobs = new JobRegistry({ clock, logger, listeners: [] });
    product.listeners.push(jobs);
    const cleanup = new CleanupBackups({ store, anomalies, verifier: product.verifier, clock }, coordinator, {
      retention: aRetentionPolicy({ maxBackupFiles: 1, keepDays: 0 }),
      anchorMaxAgeMs: DAY_MS,
      ownRetention: new Map(),
      timeoutMs: TIMEOUT_MS,
    });
    const backUp = new BackUpAndCleanUp({
      createBackup: product.create(),
      cleanups: [{ store: 'local', isEnabled: true, cleanupBackups: cleanup }],
      logger,
    });
    const verifyBackups = new VerifyBackups(
      { store, stores, verifyBackup: verify, clock },
      { concurrency: 1 },
    );
    runner = new JobTaskRunner(
      {
        jobs,
        createBackup: backUp,
        verifyBackups,
        syncStores: {
          execute: (command, options) => {
            synced.push([command, options?.lockWaitMs]);
            return Promise.resolve({
              copied: [],
              failed: [],
              skipped: [],
              sourceFailures: [],
              dryRun: false,
            });
          },
        },
        documents: { ofBackup: createDocument, ofVerification: verifyDocument, ofSync: copiesDocument },
      },
      { lockWaitMs: LOCK_WAIT_MS },
    );
  });

  it('syncs the stores of the database as a visible job', async () => {
    await runner.start(aTask({ kind: 'sync' }))?.done;
    expect(synced).to.deep.equal([[{ database: 'app' }, LOCK_WAIT_MS]]);
    expect(jobs.list().map(({ operation, database, state }) => [operation, database, state])).to.deep.equal([
      ['sync', 'app', 'succeeded'],
    ]);
  });

  it('backs up under the name of the task, applies retention, and is a visible job', async () => {
    await runner.start(BACKUP)?.done;
    product.clock.advance(1000);
    await runner.start(BACKUP)?.done;
    const backups = await product.store.list();
    expect(backups.map(({ database }) => database)).to.deep.equal(['app']);
    await jobs.idle();
    expect(
      jobs.list().map(({ operation, database, state }) => `${operation} ${database ?? ''} ${state}`),
    ).to.deep.equal(['create app succeeded', 'create app succeeded']);
  });

  it("verifies the task's selection, at its level", async () => {
    await runner.start(BACKUP)?.done;
    product.clock.advance(1000);
    await runner.start(DRILL)?.done;
    const [backup] = await product.store.list();
    expect(backup?.state.verifications.map(({ level, result }) => `${level} ${result}`)).to.include(
      'drill ok',
    );
  });

  it('waits for another operation on the database: a due task must not fail', async () => {
    const verification = await product.lock.acquire('app', 'verify');
    const begun = runner.start(BACKUP);
    await nextTurn();
    expect(await product.store.list()).to.deep.equal([]);
    await verification.release();
    product.clock.advance(LOCK_WAIT_MS / 2);
    await begun?.done;
    expect(await product.store.list()).to.have.lengthOf(1);
  });

  it('does not start while such a job is running', async () => {
    const first = runner.start(BACKUP);
    expect(runner.start(BACKUP)).to.equal(undefined);
    await first?.done;
  });

  it('is silent about a failure that the run reported', async () => {
    product.disk.remove(SOURCE_PATH);
    await runner.start(BACKUP)?.done;
    expect(product.events('failed').map(({ error }) => error)).to.have.lengthOf(1);
    await jobs.idle();
    expect(jobs.list().map(({ state }) => state)).to.deep.equal(['failed']);
  });

  it('rejects when no run existed to report', async () => {
    expect(await rejectionOf(runner.start(DRILL)?.done ?? Promise.resolve())).to.be.instanceOf(
      BackupNotFoundException,
    );
  });

  it('is silent about a bug that the job logged', async () => {
    product.store.list = () => Promise.reject(new TypeError('a bug'));
    const begun = runner.start(DRILL);
    expect(begun).not.to.equal(undefined);
    await begun?.done;
    expect(logger.records.map(({ level, message }) => `${level} ${message}`)).to.deep.equal([
      'error internal error in a job',
    ]);
  });

  it('stops on request', async () => {
    const begun = runner.start(BACKUP);
    begun?.cancel();
    expect(await rejectionOf(begun?.done ?? Promise.resolve())).to.be.instanceOf(OperationCancelledException);
    expect(await product.store.list()).to.deep.equal([]);
  });
});
