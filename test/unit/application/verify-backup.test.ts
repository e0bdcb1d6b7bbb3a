import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { setImmediate } from 'node:timers/promises';
import sinon from 'sinon';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { NO_DATABASE } from '../../../src/domain/backup/database-name.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { keyOf, InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('VerifyBackup', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product
      .create({ verifyAfterCreate: 'none' })
      .execute({ sourcePath: SOURCE_PATH, label: 'before the move' }));
    product.listener.events.length = 0;
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const listed = async (): Promise<Backup> => (await product.store.list())[0]!;

  for (const level of ['checksum', 'quick', 'full'] as const) {
    it(`verifies a good backup at level ${level} and records it`, async () => {
      const result = await product.verify.execute({ filename: backup.filename, level });
      expect(result).to.include({ filename: backup.filename, level, result: 'ok' });
      expect(result.checks[0]).to.deep.equal({ name: 'manifest', result: 'ok', detail: 'intact' });
      const { state } = await listed();
      expect(state.label).to.equal('before the move');
      expect(state.verifications).to.have.lengthOf(1);
      expect(state.verifications[0]).to.include({ level, result: 'ok' });
      expect(state.verifications[0]?.at).to.deep.equal(product.clock.now());
    });
  }

  it('reports the result to the listeners', async () => {
    await product.verify.execute({ filename: backup.location, level: 'quick' });
    expect(product.events('progress').map(({ phase }) => phase)).to.deep.equal(['verifying']);
    expect(product.events('succeeded').map(({ facts }) => facts)).to.deep.equal([
      { filename: backup.filename, store: 'local', verification_level: 'quick', result: 'ok' },
    ]);
  });

  it('returns damage as a result, recorded with its reason', async () => {
    product.disk.write(keyOf(backup), 'bit rot');
    const { result } = await product.verify.execute({ filename: backup.filename, level: 'checksum' });
    expect(result).to.equal('failed');
    const verification = (await listed()).state.verifications[0];
    expect(verification).to.include({ result: 'failed' });
    expect(verification?.detail).to.include('decompression');
  });

  it('removes the scratch copy of a killed verification, also for a database without captures', async () => {
    product.disk.write('/backup/other-tool.db', 'SQLite format 3\0 of another tool');
    product.disk.write(await product.staging.allocate(NO_DATABASE, 'none'), 'all of a database');
    await product.verify.execute({ filename: 'other-tool.db', level: 'quick' });
    expect(product.staged()).to.deep.equal([]);
  });

  it("keeps another tool's file apart from a database called unmanaged", async () => {
    product.disk.write('/backup/other-tool.db', 'SQLite format 3\0 of another tool');
    const staged = await product.staging.allocate('unmanaged', 'none');
    product.disk.write(staged, 'the capture of a running create');
    await product.lock.acquire('unmanaged', 'create');
    const { result } = await product.verify.execute({ filename: 'other-tool.db', level: 'quick' });
    expect(result).to.equal('ok');
    expect(product.events('succeeded').map(({ run }) => run.database)).to.deep.equal([NO_DATABASE]);
    expect(product.disk.has(staged)).to.equal(true);
    await product.staging.discard(staged);
  });

  it('verifies the backup even if a scratch copy cannot be removed', async () => {
    sinon
      .stub(product.staging, 'sweep')
      .rejects(new BackupDirectoryException('read-only', { hint: 'Remount it.' }));
    const { result } = await product.verify.execute({ filename: backup.filename, level: 'checksum' });
    expect(result).to.equal('ok');
  });

  it('is inconclusive about what cannot be checked', async () => {
    product.inspector.inconclusive = 'no such collation sequence: house';
    const { result } = await product.verify.execute({ filename: backup.filename, level: 'full' });
    expect(result).to.equal('inconclusive');
    const { state, ...rest } = await listed();
    expect(state.verifications.map((one) => [one.level, one.result])).to.deep.equal([
      ['checksum', 'ok'],
      ['full', 'inconclusive'],
    ]);
    expect(isVerified({ state, ...rest }), 'the checksum that held counts').to.equal(true);
  });

  it('checks nothing after a damaged manifest', async () => {
    product.disk.write(`${keyOf(backup)}.json`, 'altered');
    const extract = sinon.spy(product.extractor, 'extract');
    const { result, checks } = await product.verify.execute({ filename: backup.filename, level: 'full' });
    expect(result).to.equal('failed');
    expect(checks.map(({ name }) => name)).to.deep.equal(['manifest']);
    expect(extract.called).to.be.false;
    expect((await listed()).state.verifications).to.have.lengthOf(1);
  });

  it("checks another tool's file without writing next to it", async () => {
    const path = '/backup/foreign.db';
    product.disk.write(path, 'SQLite format 3\0 of another tool');
    const before = product.disk.paths('/backup/foreign');
    const { result, checks } = await product.verify.execute({ filename: 'foreign.db', level: 'quick' });
    expect(result).to.equal('ok');
    expect(checks.map(({ name }) => name)).to.deep.equal(['decompression', 'quick_check']);
    expect(product.disk.paths('/backup/foreign')).to.deep.equal(before);
  });

  it('keeps the last verification of each level, at any age', async () => {
    await product.verify.execute({ filename: backup.filename, level: 'full' });
    for (let count = 0; count < 25; count++) {
      await product.verify.execute({ filename: backup.filename, level: 'checksum' });
    }
    const levels = (await listed()).state.verifications.map(({ level }) => level);
    expect(levels).to.deep.equal(['full', ...Array<string>(20).fill('checksum')]);
  });

  it('keeps the latest twenty verifications', async () => {
    for (let count = 0; count < 25; count++) {
      product.clock.advance(1000);
      await product.verify.execute({ filename: backup.filename, level: 'checksum' });
    }
    const { verifications } = (await listed()).state;
    expect(verifications).to.have.lengthOf(20);
    expect(verifications.at(-1)?.at).to.deep.equal(product.clock.now());
    expect(verifications[0]!.at.getTime()).to.equal(product.clock.now().getTime() - 19_000);
  });

  it('returns its duration', async () => {
    const inspect = product.inspector.inspect.bind(product.inspector);
    sinon.stub(product.inspector, 'inspect').callsFake((...args) => {
      product.clock.advance(1500);
      return inspect(...args);
    });
    const { durationMs } = await product.verify.execute({ filename: backup.filename, level: 'quick' });
    expect(durationMs).to.equal(1500);
    expect((await listed()).state.verifications[0]).to.include({ durationMs: 1500 });
  });

  it('throws BackupNotFoundException, before and under the lock', async () => {
    const unknown = product.verify.execute({ filename: 'lost.db.gz', level: 'quick' });
    expect(await rejectionOf(unknown)).to.be.instanceOf(BackupNotFoundException);
    expect(product.listener.events).to.deep.equal([]);
    const list = sinon.stub(product.store, 'list').callThrough();
    list.onSecondCall().resolves([]);
    const gone = product.verify.execute({ filename: backup.filename, level: 'quick' });
    expect(await rejectionOf(gone)).to.be.instanceOf(BackupNotFoundException);
    expect(product.events('failed')).to.have.lengthOf(1);
  });

  it('keeps changes recorded while it waited for the lock', async () => {
    const acquire = product.lock.acquire.bind(product.lock);
    sinon.stub(product.lock, 'acquire').callsFake(async (...args) => {
      await product.store.saveState(backup, { ...backup.state, pinned: true });
      return acquire(...args);
    });
    await product.verify.execute({ filename: backup.filename, level: 'checksum' });
    expect((await listed()).state).to.include({ pinned: true });
  });

  it('throws OperationInProgressException while another run holds the database', async () => {
    await product.lock.acquire('app', 'create');
    const outcome = product.verify.execute({ filename: backup.filename, level: 'quick' });
    expect(await rejectionOf(outcome)).to.be.instanceOf(OperationInProgressException);
    expect((await listed()).state.verifications).to.deep.equal([]);
  });

  describe('when it is stopped', () => {
    beforeEach(() => {
      sinon.stub(product.inspector, 'inspect').callsFake(
        (_path, _level, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          }),
      );
    });

    for (const level of ['quick', 'drill'] as const) {
      it(`at the deadline: inconclusive at level ${level}, and recorded`, async () => {
        const outcome = product.verify.execute({ filename: backup.filename, level });
        await setImmediate();
        product.clock.advance(TIMEOUT_MS);
        const { result, checks } = await outcome;
        expect(result).to.equal('inconclusive');
        expect(checks.map(({ name }) => name)).to.deep.equal(['deadline']);
        expect((await listed()).state.verifications).to.have.lengthOf(1);
        expect((await listed()).state.verifications[0]).to.include({ level, result: 'inconclusive' });
      });
    }

    it('by the caller: nothing is recorded', async () => {
      const controller = new AbortController();
      const command = { filename: backup.filename, level: 'quick' } as const;
      const outcome = rejectionOf(product.verify.execute(command, { signal: controller.signal }));
      await setImmediate();
      controller.abort();
      expect(await outcome).to.be.instanceOf(OperationCancelledException);
      expect((await listed()).state.verifications).to.deep.equal([]);
    });
  });
});
