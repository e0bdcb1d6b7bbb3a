import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { setImmediate } from 'node:timers/promises';
import sinon from 'sinon';
import { EMPTY_STATE } from '../../../src/domain/backup/backup.ts';
import { BackupCreationException } from '../../../src/domain/exceptions/backup-creation-exception.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { BackupManagerException } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import {
  keyOf,
  InMemoryProduct,
  SOURCE_CONTENT,
  SOURCE_PATH,
  TIMEOUT_MS,
} from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

type Policy = Parameters<InMemoryProduct['create']>[0];
type Refusal = new (...args: never) => BackupManagerException;

describe('CreateBackup', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const create = (policy: Policy = {}, sourcePath = SOURCE_PATH) =>
    product.create(policy).execute({ sourcePath });
  /** The refusal; no backup came of it. */
  const refusal = async (outcome: Promise<unknown>, exception: Refusal): Promise<BackupManagerException> => {
    const before = (await product.store.list()).length;
    const error = await rejectionOf(outcome);
    expect(error).to.be.instanceOf(exception);
    expect(await product.store.list()).to.have.lengthOf(before);
    return error as BackupManagerException;
  };

  it('tells of the growth of the log while it captures, and of all of it in the end', async () => {
    product.snapshotter.journalMode = 'wal';
    product.snapshotter.walGrowthBytes = 8192;
    expect(await create()).to.include({ walGrowthBytes: 8192 });
    expect(product.events('progress')[0]).to.include({ phase: 'capturing', walGrowthBytes: 8192 });
    expect(product.events('succeeded')[0]?.facts).to.include({ wal_growth_bytes: 8192 });
    expect(product.events('warning')).to.deep.equal([]);
  });

  it('tells of no growth where nobody looked, or where there is no log', async () => {
    product.snapshotter.journalMode = 'wal';
    expect((await create()).walGrowthBytes).to.equal(undefined);
    product.snapshotter.journalMode = 'delete';
    product.snapshotter.walGrowthBytes = 0;
    expect((await create()).walGrowthBytes).to.equal(undefined);
    for (const { facts } of product.events('succeeded'))
      expect(facts).not.to.have.property('wal_growth_bytes');
  });

  describe('the leftovers of other databases', () => {
    const leave = async (database: string): Promise<string> => {
      const path = await product.staging.allocate(database, 'gzip');
      product.disk.write(path, 'half a backup');
      return path;
    };

    it('removes those of a database that has no run now, and releases its lock', async () => {
      await leave('app');
      await leave('gone');
      await create();
      expect(product.staged()).to.deep.equal([]);
      expect(product.events('warning')).to.deep.equal([]);
      await (await product.lock.acquire('gone', 'create')).release();
    });

    it('keeps the files of a run that is at work', async () => {
      const path = await leave('busy');
      const held = await product.lock.acquire('busy', 'create');
      await create();
      expect(product.staged()).to.deep.equal([path]);
      expect(product.events('warning')).to.deep.equal([]);
      await held.release();
      await create();
    });

    it('warns when they cannot be removed, and backs up', async () => {
      await leave('gone');
      const sweep = product.staging.sweep.bind(product.staging);
      const stub = sinon.stub(product.staging, 'sweep').callsFake(async (database) => {
        if (database === 'gone') throw new BackupDirectoryException('no permission', { hint: 'Allow it.' });
        await sweep(database);
      });
      await create();
      expect(await product.store.list()).to.have.lengthOf(1);
      expect(product.events('warning').map(({ message }) => message)).to.deep.equal([
        'cannot remove the leftovers of killed runs of gone: no permission',
      ]);
      stub.restore();
      // The lock was released in spite of the failure.
      await create();
    });

    it('warns when staging cannot be read, and backs up', async () => {
      sinon.stub(product.staging, 'leftoverDatabases').rejects(new Error('EACCES'));
      await create();
      expect(product.events('warning')[0]?.message).to.include('other databases: EACCES');
    });
  });

  it('warns when writers had to wait for all of it, for want of room', async () => {
    await create();
    expect(product.events('warning')).to.deep.equal([]);
    product.snapshotter.hasRoomForSpool = false;
    await create();
    const [warning, ...others] = product.events('warning');
    expect(others).to.deep.equal([]);
    expect(warning?.message).to.include(SOURCE_PATH).and.to.include('wait');
    expect(warning?.hint).to.include('space');
  });

  it('publishes what it captured, with all that is known of it on record', async () => {
    const { backup, manifest, verified } = await product
      .create()
      .execute({ sourcePath: SOURCE_PATH, label: 'before the move' });
    expect(backup.filename).to.equal('app-20261122T210800123Z.db.gz');
    expect(Buffer.from(product.disk.read(keyOf(backup))!).toString()).to.equal(SOURCE_CONTENT);
    expect(manifest).to.deep.include({
      database: 'app',
      sourcePath: SOURCE_PATH,
      filename: backup.filename,
      createdAt: product.clock.now(),
      host: 'box',
      toolVersion: '1.2.3',
      databaseSha256: sha256(Buffer.from(SOURCE_CONTENT)),
      compression: 'gzip',
    });
    expect(verified).to.be.true;
    expect(await product.store.list()).to.deep.equal([backup]);
    expect(backup.state).to.deep.include({ pinned: false, label: 'before the move' });
  });

  for (const [level, detail] of [
    ['checksum', 'stored_bytes, stored_sha256, database_bytes, database_sha256'],
    ['quick', 'quick_check'],
    ['full', 'integrity_check, foreign_key_check'],
  ] as const) {
    it(`proves it at level ${level} and puts that on record`, async () => {
      const { backup, verified } = await create({ verifyAfterCreate: level });
      expect(verified).to.be.true;
      expect(backup.state.verifications).to.have.lengthOf(1);
      expect(backup.state.verifications[0]).to.include({ level, result: 'ok' });
      expect(backup.state.verifications[0]?.detail).to.include(detail);
    });
  }

  it('does not call verified what was not', async () => {
    const { backup, verified } = await create({ verifyAfterCreate: 'none' });
    expect(verified).to.be.false;
    expect(backup.state).to.deep.equal(EMPTY_STATE);
  });

  for (const level of ['quick', 'full'] as const) {
    it(`verifies by the checksum where level ${level} cannot be reached`, async () => {
      product.inspector.inconclusive = 'no such module: vec0';
      const { backup, verified } = await create({ verifyAfterCreate: level });
      expect(verified).to.be.true;
      expect(backup.state.verifications.map((one) => [one.level, one.result])).to.deep.equal([
        ['checksum', 'ok'],
        [level, 'inconclusive'],
      ]);
      expect(backup.state.verifications[1]?.detail).to.include('vec0');
    });
  }

  it('tells listeners its phases and what came of it', async () => {
    const { backup } = await create();
    expect(product.events('progress').map(({ phase }) => phase)).to.deep.equal(['capturing', 'verifying']);
    expect(product.events('succeeded')[0]?.facts).to.deep.equal({
      filename: backup.filename,
      database_bytes: SOURCE_CONTENT.length,
      stored_bytes: SOURCE_CONTENT.length,
      verified: true,
    });
  });

  it('says how long the capture and the proof took', async () => {
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake((...args) => {
      product.clock.advance(700);
      return extract(...args);
    });
    const { backup, manifest } = await create();
    expect(backup.state.verifications[0]).to.include({ durationMs: 700 });
    expect(manifest.durationMs).to.equal(700);
  });

  it('a label that is too long is refused before anything is done', async () => {
    const outcome = product.create().execute({ sourcePath: SOURCE_PATH, label: 'x'.repeat(1001) });
    expect((await refusal(outcome, UsageException)).hint).to.include('1000');
    expect(product.listener.events).to.deep.equal([]);
  });

  describe('the name', () => {
    it('comes from the path, or from the caller', async () => {
      expect((await create()).manifest.database).to.equal('app');
      const named = await product.create().execute({ sourcePath: SOURCE_PATH, database: 'shop' });
      expect(named.backup.filename).to.match(/^shop-/);
    });

    it('that is not allowed is refused before anything is done', async () => {
      const outcome = product.create().execute({ sourcePath: SOURCE_PATH, database: '../up' });
      const { message } = await refusal(outcome, UsageException);
      expect(message).to.include('"../up"');
      expect(product.listener.events).to.deep.equal([]);
    });

    it('of another source is refused, and --database offered', async () => {
      await create();
      product.disk.write('/other/app.db', SOURCE_CONTENT);
      const { message, hint } = await refusal(create({}, '/other/app.db'), UsageException);
      expect(message).to.include(SOURCE_PATH).and.to.include('/other/app.db');
      expect(hint).to.include('--database app-2');
      expect(hint).to.include('create /other/app.db --database app --moved');
    });

    it('goes on at a new path once the move is confirmed, and no longer at the old one', async () => {
      await create();
      product.clock.advance(1000);
      product.disk.write('/new place/app.db', SOURCE_CONTENT);
      const { hint } = await refusal(create({}, '/new place/app.db'), UsageException);
      expect(hint).to.include("create '/new place/app.db' --database app --moved");
      product.disk.remove(SOURCE_PATH);
      const moved = await product.create().execute({ sourcePath: '/new place/app.db', moved: true });
      expect([moved.movedFrom, moved.manifest.sourcePath]).to.deep.equal([SOURCE_PATH, '/new place/app.db']);
      expect(product.events('succeeded').at(-1)?.facts).to.include({ moved_from: SOURCE_PATH });
      expect(product.events('warning')).to.deep.equal([]);
      product.clock.advance(1000);
      expect((await create({}, '/new place/app.db')).movedFrom).to.equal(undefined);
      product.disk.write(SOURCE_PATH, SOURCE_CONTENT);
      await refusal(create(), UsageException);
    });

    it('warns when the file at the old path is still there: it may be the one in use', async () => {
      await create();
      product.clock.advance(1000);
      product.disk.write('/new/app.db', SOURCE_CONTENT);
      await product.create().execute({ sourcePath: '/new/app.db', moved: true });
      expect(product.events('warning')[0]?.message).to.include(`${SOURCE_PATH} still exists`);
    });

    it('has not moved when nothing could be captured at the new path', async () => {
      await create();
      product.disk.write('/new/app.db', 'text');
      await rejectionOf(product.create().execute({ sourcePath: '/new/app.db', moved: true }));
      expect((await create()).manifest.sourcePath).to.equal(SOURCE_PATH);
    });

    it('is not held at the old path by a backup dated in the future', async () => {
      await create();
      product.clock.setNow(new Date('2036-01-01T00:00:00Z'));
      await create();
      product.clock.setNow(new Date('2026-11-23T00:00:00Z'));
      product.disk.write('/new/app.db', SOURCE_CONTENT);
      await product.create().execute({ sourcePath: '/new/app.db', moved: true });
      product.clock.advance(1000);
      expect((await create({}, '/new/app.db')).movedFrom).to.equal(undefined);
    });

    it('stands for the file, whatever link leads to it', async () => {
      await create();
      product.sourceFiles.overrides.set('/link/app.db', { path: SOURCE_PATH });
      const { manifest } = await create({}, '/link/app.db');
      expect(manifest.sourcePath).to.equal(SOURCE_PATH);
      expect(await product.store.list()).to.have.lengthOf(2);
    });

    it("is not taken by another database's backups, nor by files without a record", async () => {
      await publishBackup(product.disk, product.store, { database: 'shop', sourcePath: '/data/shop.db' });
      product.disk.write('/backup/app-20200101T000000000Z.db', SOURCE_CONTENT);
      expect((await create()).manifest.database).to.equal('app');
    });
  });

  describe('a source that cannot be backed up', () => {
    it('missing', async () => {
      await refusal(create({}, '/data/lost.db'), DatabaseNotFoundException);
    });

    it('no database', async () => {
      product.disk.write(SOURCE_PATH, 'text');
      await refusal(create(), DatabaseCorruptedException);
      expect(product.quarantined()).to.deep.equal([]);
    });

    it('locked', async () => {
      const failure = new DatabaseAccessException('locked by python3', { hint: 'wait' });
      product.snapshotter.failure = failure;
      expect(await refusal(create(), DatabaseAccessException)).to.equal(failure);
      expect(product.events('failed').map(({ error }) => error)).to.deep.equal([failure]);
    });

    it('too large, once it is written', async () => {
      await refusal(create({ maxStoredBytes: 10 }), BackupCreationException);
    });

    it('too large, before anything is written where nothing will shrink it', async () => {
      const capture = sinon.spy(product.snapshotter, 'capture');
      const policy = { maxStoredBytes: SOURCE_CONTENT.length - 1, compression: 'none' } as const;
      await refusal(create(policy), BackupCreationException);
      expect(capture.called).to.be.false;
      await create({ ...policy, maxStoredBytes: SOURCE_CONTENT.length });
    });
  });

  describe('a source whose check', () => {
    it('failed: what was captured is set aside, never published', async () => {
      product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is never used' };
      const error = await refusal(create(), DatabaseCorruptedException);
      expect(error.message).to.include('page 5 is never used');
      expect(product.quarantined()).to.deep.equal([error.details['quarantined']]);
      expect(Buffer.from(product.disk.read(product.quarantined()[0]!)!).toString()).to.equal(SOURCE_CONTENT);
    });

    it('failed again and again: the first capture stays, and the newest two', async () => {
      product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is never used' };
      const paths: unknown[] = [];
      for (let hour = 0; hour < 5; hour += 1) {
        paths.push((await refusal(create(), DatabaseCorruptedException)).details['quarantined']);
        product.clock.advance(3_600_000);
      }
      expect(product.quarantined()).to.have.members([paths[0], paths[3], paths[4]]);
      expect(product.disk.paths('/backup/.state/quarantine/')).to.have.length(6);
    });

    it('failed, and cannot be set aside: the damage is still what is reported', async () => {
      product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is never used' };
      sinon.stub(product.quarantine, 'add').rejects(new BackupDirectoryException('full', { hint: 'free' }));
      const error = await refusal(create(), DatabaseCorruptedException);
      expect(error.details).to.include({ quarantined: null });
    });

    it('was inconclusive: a backup, with a warning that says why', async () => {
      product.snapshotter.sourceCheck = { result: 'inconclusive', detail: 'no such collation sequence: X' };
      const { verified } = await create();
      expect(verified).to.be.true;
      expect(
        product
          .events('warning')
          .map(({ message }) => message)
          .join(),
      ).to.include('collation sequence: X');
      expect(product.quarantined()).to.deep.equal([]);
    });

    it('made notes: a verified backup, which says so, and a warning when their number changes', async () => {
      const notes = (noteCount: number) => ({
        result: 'ok' as const,
        detail: `schema, quick_check; note: NULL value in t.a (${String(noteCount)} rows)`,
        noteCount,
      });
      const warnings = (): readonly string[] => product.events('warning').map(({ message }) => message);
      const later = (policy: Policy = {}) => {
        product.clock.advance(1000);
        return create(policy);
      };
      product.snapshotter.sourceCheck = notes(2);
      const { verified, manifest } = await later();
      expect(verified).to.equal(true);
      expect(manifest.sourceCheck).to.include({ result: 'ok', noteCount: 2 });
      await later();
      expect(warnings(), 'the first and an equal number').to.deep.equal([]);
      product.snapshotter.sourceCheck = notes(3);
      expect((await later()).verified).to.equal(true);
      expect(warnings()).to.deep.equal([
        'the source check of app found notes on 3 rows or constraints, 2 in the newest earlier backup: NULL value in t.a (3 rows)',
      ]);
      product.snapshotter.sourceCheck = { result: 'ok', detail: 'schema, quick_check' };
      await later();
      expect(warnings()).to.have.lengthOf(2);
      await later({ sourceCheck: 'full' });
      product.snapshotter.sourceCheck = notes(5);
      await later();
      expect(warnings(), 'another level is not compared').to.have.lengthOf(2);
    });

    it('was not asked for: no warning', async () => {
      const { manifest } = await create({ sourceCheck: 'none' });
      expect(manifest.sourceCheck).to.include({ level: 'none', result: 'inconclusive' });
      expect(product.events('warning')).to.deep.equal([]);
    });
  });

  describe('a place that cannot take it', () => {
    it('without room for source, log and reserve: refused before anything is written', async () => {
      const capture = sinon.spy(product.snapshotter, 'capture');
      product.disk.write(`${SOURCE_PATH}-wal`, 'x'.repeat(100));
      product.disk.capacityBytes = product.disk.usedBytes + SOURCE_CONTENT.length + 100 + 49;
      const error = await refusal(create({ minFreeBytes: 50 }), BackupDirectoryException);
      expect(error.message).to.include('memory:');
      expect(error.details).to.include({ needed_bytes: SOURCE_CONTENT.length + 150, reserve_bytes: 50 });
      expect(capture.called).to.be.false;
    });

    it('where the disk fills up at the publishing: no backup, no records', async () => {
      const publish = product.store.publish.bind(product.store);
      sinon.stub(product.store, 'publish').callsFake((...args) => {
        product.disk.capacityBytes = product.disk.usedBytes;
        return publish(...args);
      });
      await refusal(create(), BackupDirectoryException);
      expect(product.disk.paths('/backup/')).to.deep.equal([]);
    });

    it('read-only', async () => {
      product.disk.readOnly = true;
      await refusal(create(), BackupDirectoryException);
    });

    it('that cannot be measured', async () => {
      product.diskSpace.failure = new BackupDirectoryException('no such device', { hint: 'plug it in' });
      await refusal(create(), BackupDirectoryException);
    });
  });

  it('refuses a compression that this runtime lacks, before anything is done', async () => {
    sinon.stub(product.snapshotter.supports, 'compressions').value(['gzip', 'none']);
    const { hint, details } = await refusal(create({ compression: 'zstd' }), ConfigurationException);
    expect(hint).to.include('gzip');
    expect(details).to.include({ key: 'compression' });
    expect(product.listener.events).to.deep.equal([]);
  });

  it('publishes nothing that does not read back', async () => {
    const capture = product.snapshotter.capture.bind(product.snapshotter);
    sinon.stub(product.snapshotter, 'capture').callsFake(async (request, options) => {
      const facts = await capture(request, options);
      product.disk.write(request.destinationPath, `${SOURCE_CONTENT}, with a flipped bit`);
      return facts;
    });
    const { message } = await refusal(create(), BackupVerificationException);
    expect(message).to.include('stored_sha256');
    expect(product.disk.paths('/backup/')).to.deep.equal([]);
  });

  it('takes a store that forgets the manifest for a bug', async () => {
    const publish = product.store.publish.bind(product.store);
    sinon.stub(product.store, 'publish').callsFake(async (...args) => ({
      ...(await publish(...args)),
      record: { condition: 'missing' },
    }));
    expect(await rejectionOf(create())).to.be.instanceOf(TypeError);
  });

  it('throws OperationInProgressException and leaves what the other run is working on', async () => {
    const held = await product.lock.acquire('app', 'create');
    const theirs = await product.staging.allocate('app', 'gzip');
    product.disk.write(theirs, 'half');
    await refusal(create(), OperationInProgressException);
    expect(product.staged()).to.deep.equal([theirs]);
    await held.release();
    await create();
  });

  describe('when it is stopped', () => {
    it('by the deadline in the middle of a capture', async () => {
      product.snapshotter.hangs = true;
      const outcome = refusal(create(), BackupTimeoutException);
      await setImmediate();
      product.clock.advance(TIMEOUT_MS);
      await outcome;
      expect(product.disk.paths('/backup/')).to.deep.equal([]);
    });

    it('by the caller in the middle of a capture', async () => {
      product.snapshotter.hangs = true;
      const controller = new AbortController();
      const command = { sourcePath: SOURCE_PATH };
      const outcome = product.create().execute(command, { signal: controller.signal });
      const refused = refusal(outcome, OperationCancelledException);
      await setImmediate();
      controller.abort();
      await refused;
      expect(product.disk.paths('/backup/')).to.deep.equal([]);
    });

    it('by the caller after the proof and before it is published', async () => {
      const controller = new AbortController();
      const extract = product.extractor.extract.bind(product.extractor);
      sinon.stub(product.extractor, 'extract').callsFake(async (...args) => {
        const facts = await extract(...args);
        controller.abort();
        return facts;
      });
      const command = { sourcePath: SOURCE_PATH };
      const outcome = product.create().execute(command, { signal: controller.signal });
      await refusal(outcome, OperationCancelledException);
      expect(product.disk.paths('/backup/')).to.deep.equal([]);
    });
  });
});
