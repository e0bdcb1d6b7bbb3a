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
  /** The refusal; no backup was made. */
  const refusal = async (outcome: Promise<unknown>, exception: Refusal): Promise<BackupManagerException> => {
    const before = (await product.store.list()).length;
    const error = await rejectionOf(outcome);
    expect(error).to.be.instanceOf(exception);
    expect(await product.store.list()).to.have.lengthOf(before);
    return error as BackupManagerException;
  };

  it('reports the growth of the WAL during the capture, and the total at the end', async () => {
    product.snapshotter.journalMode = 'wal';
    product.snapshotter.walGrowthBytes = 8192;
    expect(await create()).to.include({ walGrowthBytes: 8192 });
    expect(product.events('progress')[0]).to.include({ phase: 'capturing', walGrowthBytes: 8192 });
    expect(product.events('succeeded')[0]?.facts).to.include({ wal_growth_bytes: 8192 });
    expect(product.events('warning')).to.deep.equal([]);
  });

  it('reports no growth when it is unknown, or without a WAL', async () => {
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

    it('are removed for a database without a run, and its lock is released', async () => {
      await leave('app');
      await leave('gone');
      await create();
      expect(product.staged()).to.deep.equal([]);
      expect(product.events('warning')).to.deep.equal([]);
      await (await product.lock.acquire('gone', 'create')).release();
    });

    it('are kept for a running run', async () => {
      const path = await leave('busy');
      const held = await product.lock.acquire('busy', 'create');
      await create();
      expect(product.staged()).to.deep.equal([path]);
      expect(product.events('warning')).to.deep.equal([]);
      await held.release();
      await create();
    });

    it('cause a warning when they cannot be removed', async () => {
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
      // The lock was released despite the failure.
      await create();
    });

    it('cause a warning when staging cannot be read', async () => {
      sinon.stub(product.staging, 'leftoverDatabases').rejects(new Error('EACCES'));
      await create();
      expect(product.events('warning')[0]?.message).to.include('other databases: EACCES');
    });
  });

  it('warns when writers had to wait for all of it, without space for a copy', async () => {
    await create();
    expect(product.events('warning')).to.deep.equal([]);
    product.snapshotter.hasRoomForSpool = false;
    await create();
    const [warning, ...others] = product.events('warning');
    expect(others).to.deep.equal([]);
    expect(warning?.message).to.include(SOURCE_PATH).and.to.include('wait');
    expect(warning?.hint).to.include('space');
  });

  it('publishes the capture with all known facts', async () => {
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
    it(`verifies it at level ${level} and records that`, async () => {
      const { backup, verified } = await create({ verifyAfterCreate: level });
      expect(verified).to.be.true;
      expect(backup.state.verifications).to.have.lengthOf(1);
      expect(backup.state.verifications[0]).to.include({ level, result: 'ok' });
      expect(backup.state.verifications[0]?.detail).to.include(detail);
    });
  }

  it('does not call an unverified backup verified', async () => {
    const { backup, verified } = await create({ verifyAfterCreate: 'none' });
    expect(verified).to.be.false;
    expect(backup.state).to.deep.equal(EMPTY_STATE);
  });

  for (const level of ['quick', 'full'] as const) {
    it(`verifies the checksum where level ${level} cannot be reached`, async () => {
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

  it('reports its phases and result to the listeners', async () => {
    const { backup } = await create();
    expect(product.events('progress').map(({ phase }) => phase)).to.deep.equal(['capturing', 'verifying']);
    expect(product.events('succeeded')[0]?.facts).to.deep.equal({
      filename: backup.filename,
      database_bytes: SOURCE_CONTENT.length,
      stored_bytes: SOURCE_CONTENT.length,
      type: 'full',
      reason: 'every backup is a full (full_interval_hours 0)',
      verified: true,
    });
  });

  it('reports the duration of capture and verification', async () => {
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake((...args) => {
      product.clock.advance(700);
      return extract(...args);
    });
    const { backup, manifest } = await create();
    expect(backup.state.verifications[0]).to.include({ durationMs: 700 });
    expect(manifest.durationMs).to.equal(700);
  });

  it('refuses a long label before anything is done', async () => {
    const outcome = product.create().execute({ sourcePath: SOURCE_PATH, label: 'x'.repeat(1001) });
    expect((await refusal(outcome, UsageException)).hint).to.include('1000');
    expect(product.listener.events).to.deep.equal([]);
  });

  describe('the name', () => {
    it('comes from the path, or from the command', async () => {
      expect((await create()).manifest.database).to.equal('app');
      const named = await product.create().execute({ sourcePath: SOURCE_PATH, database: 'shop' });
      expect(named.backup.filename).to.match(/^shop-/);
    });

    it('is refused when it is invalid, before anything is done', async () => {
      const outcome = product.create().execute({ sourcePath: SOURCE_PATH, database: '../up' });
      const { message } = await refusal(outcome, UsageException);
      expect(message).to.include('"../up"');
      expect(product.listener.events).to.deep.equal([]);
    });

    it('is refused for another source, and --database is offered', async () => {
      await create();
      product.disk.write('/other/app.db', SOURCE_CONTENT);
      const { message, hint } = await refusal(create({}, '/other/app.db'), UsageException);
      expect(message).to.include(SOURCE_PATH).and.to.include('/other/app.db');
      expect(hint).to.include('--database app-2');
      expect(hint).to.include('create /other/app.db --database app --moved');
    });

    it('follows a confirmed move to the new path, and no longer accepts the old one', async () => {
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

    it('causes a warning when the file at the old path still exists: it may be in use', async () => {
      await create();
      product.clock.advance(1000);
      product.disk.write('/new/app.db', SOURCE_CONTENT);
      await product.create().execute({ sourcePath: '/new/app.db', moved: true });
      expect(product.events('warning')[0]?.message).to.include(`${SOURCE_PATH} still exists`);
    });

    it('is not moved when nothing could be captured at the new path', async () => {
      await create();
      product.disk.write('/new/app.db', 'text');
      await rejectionOf(product.create().execute({ sourcePath: '/new/app.db', moved: true }));
      expect((await create()).manifest.sourcePath).to.equal(SOURCE_PATH);
    });

    it('is not kept at the old path by a future-dated backup', async () => {
      await create();
      product.clock.setNow(new Date('2036-01-01T00:00:00Z'));
      await create();
      product.clock.setNow(new Date('2026-11-23T00:00:00Z'));
      product.disk.write('/new/app.db', SOURCE_CONTENT);
      await product.create().execute({ sourcePath: '/new/app.db', moved: true });
      product.clock.advance(1000);
      expect((await create({}, '/new/app.db')).movedFrom).to.equal(undefined);
    });

    it('belongs to the file, through any link', async () => {
      await create();
      product.sourceFiles.overrides.set('/link/app.db', { path: SOURCE_PATH });
      const { manifest } = await create({}, '/link/app.db');
      expect(manifest.sourcePath).to.equal(SOURCE_PATH);
      expect(await product.store.list()).to.have.lengthOf(2);
    });

    it("is not owned by another database's backups, nor by files without a manifest", async () => {
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

    it('too large, after it is written', async () => {
      await refusal(create({ maxStoredBytes: 10 }), BackupCreationException);
    });

    it('too large, before anything is written when nothing shrinks it', async () => {
      const capture = sinon.spy(product.snapshotter, 'capture');
      const policy = { maxStoredBytes: SOURCE_CONTENT.length - 1, compression: 'none' } as const;
      await refusal(create(policy), BackupCreationException);
      expect(capture.called).to.be.false;
      await create({ ...policy, maxStoredBytes: SOURCE_CONTENT.length });
    });
  });

  describe('a source whose check', () => {
    it('failed: the capture is quarantined, never published', async () => {
      product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is never used' };
      const error = await refusal(create(), DatabaseCorruptedException);
      expect(error.message).to.include('page 5 is never used');
      expect(product.quarantined()).to.deep.equal([error.details['quarantined']]);
      expect(Buffer.from(product.disk.read(product.quarantined()[0]!)!).toString()).to.equal(SOURCE_CONTENT);
    });

    it('failed repeatedly: the first capture and the newest two are kept', async () => {
      product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is never used' };
      const paths: unknown[] = [];
      for (let hour = 0; hour < 5; hour += 1) {
        paths.push((await refusal(create(), DatabaseCorruptedException)).details['quarantined']);
        product.clock.advance(3_600_000);
      }
      expect(product.quarantined()).to.have.members([paths[0], paths[3], paths[4]]);
      expect(product.disk.paths('/backup/.state/quarantine/')).to.have.length(6);
    });

    it('failed, and the quarantine fails: the damage is still reported', async () => {
      product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is never used' };
      sinon.stub(product.quarantine, 'add').rejects(new BackupDirectoryException('full', { hint: 'free' }));
      const error = await refusal(create(), DatabaseCorruptedException);
      expect(error.details).to.include({ quarantined: null });
    });

    it('was inconclusive: a backup, with a warning and its reason', async () => {
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

    it('has notes: a verified backup with the notes, and a warning when their number changes', async () => {
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

    it('was disabled: no warning', async () => {
      const { manifest } = await create({ sourceCheck: 'none' });
      expect(manifest.sourceCheck).to.include({ level: 'none', result: 'inconclusive' });
      expect(product.events('warning')).to.deep.equal([]);
    });
  });

  describe('a backup directory', () => {
    it('without space for source, WAL and reserve: refused before anything is written', async () => {
      const capture = sinon.spy(product.snapshotter, 'capture');
      product.disk.write(`${SOURCE_PATH}-wal`, 'x'.repeat(100));
      product.disk.capacityBytes = product.disk.usedBytes + SOURCE_CONTENT.length + 100 + 49;
      const error = await refusal(create({ minFreeBytes: 50 }), BackupDirectoryException);
      expect(error.message).to.include('memory:');
      expect(error.details).to.include({ needed_bytes: SOURCE_CONTENT.length + 150, reserve_bytes: 50 });
      expect(capture.called).to.be.false;
    });

    it('whose disk fills up during the publish: no backup, no records', async () => {
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

  it('treats a store without manifest as a bug', async () => {
    const publish = product.store.publish.bind(product.store);
    sinon.stub(product.store, 'publish').callsFake(async (...args) => ({
      ...(await publish(...args)),
      record: { condition: 'missing' },
    }));
    expect(await rejectionOf(create())).to.be.instanceOf(TypeError);
  });

  it("throws OperationInProgressException and leaves the other run's files", async () => {
    const held = await product.lock.acquire('app', 'create');
    const theirs = await product.staging.allocate('app', 'gzip');
    product.disk.write(theirs, 'half');
    await refusal(create(), OperationInProgressException);
    expect(product.staged()).to.deep.equal([theirs]);
    await held.release();
    await create();
  });

  describe('when it is stopped', () => {
    it('at the deadline during a capture', async () => {
      product.snapshotter.hangs = true;
      const outcome = refusal(create(), BackupTimeoutException);
      await setImmediate();
      product.clock.advance(TIMEOUT_MS);
      await outcome;
      expect(product.disk.paths('/backup/')).to.deep.equal([]);
    });

    it('by the caller during a capture', async () => {
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

    it('by the caller after the verification and before the publish', async () => {
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
