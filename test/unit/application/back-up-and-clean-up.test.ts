import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { BackUpAndCleanUp } from '../../../src/application/back-up-and-clean-up.ts';
import { CleanupBackups } from '../../../src/application/cleanup-backups.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { DAY_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const NO_BUCKETS = { keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };

describe('BackUpAndCleanUp', () => {
  let product: InMemoryProduct;
  let cleanup: CleanupBackups;
  let logger: InMemoryLogger;

  beforeEach(() => {
    product = new InMemoryProduct();
    logger = new InMemoryLogger('debug');
    const retention = { keepDays: 1, maxBackupFiles: 50, keepMin: 1, ...NO_BUCKETS, timeZone: 'UTC' };
    cleanup = new CleanupBackups(
      {
        store: product.store,
        verifier: product.verifier,
        anomalies: product.anomalies,
        clock: product.clock,
      },
      product.coordinator,
      { retention, anchorMaxAgeMs: DAY_MS, ownRetention: new Map(), timeoutMs: TIMEOUT_MS },
    );
  });

  afterEach(() => {
    sinon.restore();
  });

  /** A backup two days after the last one, which is too old by then. */
  const run = (cleanupAfterCreate = true, database?: string) => {
    product.clock.advance(2 * DAY_MS);
    return new BackUpAndCleanUp({
      createBackup: product.create(),
      cleanups: [{ store: 'local', isEnabled: cleanupAfterCreate, cleanupBackups: cleanup }],
      logger,
    }).execute({
      sourcePath: SOURCE_PATH,
      database,
    });
  };
  const filenames = async () => (await product.store.list()).map(({ filename }) => filename);

  it('applies retention to the database after its backup', async () => {
    const first = await run();
    const { backup, removed, cleanupProblem } = await run();
    expect(first.removed).to.deep.equal([]);
    expect(removed.map(({ filename, rule }) => [filename, rule])).to.deep.equal([
      [first.backup.filename, 'too_old'],
    ]);
    expect(await filenames()).to.deep.equal([backup.filename]);
    expect(cleanupProblem).to.equal(undefined);
  });

  it("leaves every other database's backups alone", async () => {
    const shop = await run(true, 'shop');
    await run();
    expect(await filenames()).to.include(shop.backup.filename);
    await run(true, 'shop');
    expect(await filenames()).not.to.include(shop.backup.filename);
  });

  it('does not when it is disabled', async () => {
    await run(false);
    await run(false);
    expect(await filenames()).to.have.lengthOf(2);
  });

  it('never does after a failed backup', async () => {
    await run(false);
    await run(false);
    const execute = sinon.spy(cleanup, 'execute');
    product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5' };
    expect(await rejectionOf(run())).to.be.instanceOf(DatabaseCorruptedException);
    expect(execute.called).to.equal(false);
    expect(await filenames()).to.have.lengthOf(2);
  });

  it('removes nothing while the source has an anomaly', async () => {
    product.disk.write(SOURCE_PATH, 'SQLite format 3\0'.padEnd(1000, 'x'));
    await run();
    product.disk.write(SOURCE_PATH, 'SQLite format 3\0'.padEnd(100, 'x'));
    await run();
    await run();
    expect(await filenames()).to.have.lengthOf(3);
  });

  it('is a success when the cleanup fails, which is logged and returned', async () => {
    await run();
    sinon.stub(cleanup, 'execute').rejects(new BackupDirectoryException('no permission', { hint: 'chmod' }));
    const { verified, cleanupProblem } = await run();
    expect(verified).to.equal(true);
    expect(cleanupProblem?.message).to.match(/^the backup was made, but .*no permission$/);
    expect(cleanupProblem?.hint).to.equal('chmod');
    expect(JSON.stringify(logger.records)).to.include('the cleanup after the backup of app failed');
  });

  it('is a success even when a bug stops the cleanup, or a thrown non-error', async () => {
    for (const thrown of [new TypeError('x is not a function'), 'a text']) {
      sinon.restore();
      sinon.stub(cleanup, 'execute').callsFake(() => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is thrown is the test's affair
        throw thrown;
      });
      const { cleanupProblem } = await run();
      expect(cleanupProblem?.hint).to.include('backup-manager cleanup');
    }
    expect(logger.records).to.have.lengthOf(2);
  });

  it('reports files that could not be removed', async () => {
    const { backup } = await run();
    sinon.stub(product.store, 'remove').rejects(new BackupDirectoryException('busy', { hint: 'wait' }));
    const { removed, cleanupProblem } = await run();
    expect(removed).to.deep.equal([]);
    expect(cleanupProblem?.message).to.include(backup.filename).and.include('busy');
  });
});
