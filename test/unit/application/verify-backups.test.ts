import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { VerifyBackups } from '../../../src/application/verify-backups.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { aManifest, daysBefore } from '../../support/backup-builder.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import { InMemoryProduct } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const CONTENT = 'SQLite format 3\0content';
const BYTES = Buffer.from(CONTENT);

describe('VerifyBackups', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const publish = async (database: string, daysAgo: number): Promise<string> => {
    const digest = sha256(BYTES);
    const facts = {
      storedBytes: BYTES.length,
      storedSha256: digest,
      databaseBytes: BYTES.length,
      databaseSha256: digest,
    };
    const manifest = aManifest({ ...facts, database, createdAt: daysBefore(daysAgo) });
    const { filename } = await publishBackup(product.disk, product.store, {
      ...manifest,
      verified: false,
    });
    return filename;
  };
  const verifyAll = (concurrency = 2): VerifyBackups =>
    new VerifyBackups(
      {
        store: product.store,
        stores: product.stores,
        verifyBackup: product.verify,
        clock: product.clock,
      },
      { concurrency },
    );
  const level = 'quick';

  it('verifies every backup, newest first, and reports each one', async () => {
    const names = [await publish('app', 3), await publish('shop', 2), await publish('app', 1)];
    product.disk.write('/backup/foreign.db', CONTENT, daysBefore(9));
    const told: (readonly [string, number, number])[] = [];
    const results = await verifyAll().execute(
      { level },
      { onVerified: ({ filename }, done, total) => told.push([filename, done, total]) },
    );
    expect(results.map(({ filename }) => filename)).to.deep.equal([...names.reverse(), 'foreign.db']);
    expect(results.map(({ result }) => result)).to.deep.equal(['ok', 'ok', 'ok', 'ok']);
    expect(told.map(([name]) => name)).to.have.members([...names, 'foreign.db']);
    expect(told.map(([, done, total]) => `${done}/${total}`)).to.deep.equal(['1/4', '2/4', '3/4', '4/4']);
    for (const backup of await product.store.list()) {
      expect(backup.state.verifications).to.have.lengthOf(backup.filename === 'foreign.db' ? 0 : 1);
    }
  });

  it('verifies only the requested database', async () => {
    const name = await publish('app', 3);
    await publish('shop', 2);
    const results = await verifyAll().execute({ level, database: 'app' });
    expect(results.map(({ filename }) => filename)).to.deep.equal([name]);
  });

  it('verifies only the selection', async () => {
    const names = [await publish('app', 3), await publish('app', 2)];
    const selection = { kind: 'oldest-unproved' } as const;
    const chosen: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      product.clock.advance(1000);
      chosen.push(...(await verifyAll().execute({ level, selection })).map(({ filename }) => filename));
    }
    expect(chosen).to.have.members(names);
  });

  it('works on several databases at a time within the limit, never twice on one', async () => {
    for (const database of ['a', 'b', 'c', 'd']) for (const age of [1, 2]) await publish(database, age);
    const busy = new Set<string>();
    let most = 0;
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake(async (request, options) => {
      const database = /^memory:([a-d])-/.exec(request.artifactPath)?.[1] ?? '';
      expect(busy.has(database)).to.equal(false);
      busy.add(database);
      most = Math.max(most, busy.size);
      await new Promise(setImmediate);
      busy.delete(database);
      return extract(request, options);
    });
    expect(await verifyAll(3).execute({ level })).to.have.lengthOf(8);
    expect(most).to.equal(3);
  });

  it('is inconclusive for a locked database, and continues', async () => {
    const [held, free] = [await publish('app', 1), await publish('shop', 2)];
    const lock = await product.lock.acquire('app', 'create');
    const results = await verifyAll().execute({ level });
    await lock.release();
    expect(results.map(({ filename, result }) => [filename, result])).to.deep.equal([
      [held, 'inconclusive'],
      [free, 'ok'],
    ]);
    expect(results[0]?.checks[0]?.detail).to.include('OPERATION_IN_PROGRESS');
  });

  it('continues after a damaged one', async () => {
    const [bad, good] = [await publish('app', 1), await publish('app', 2)];
    product.disk.write(`/backup/${bad}`, 'rot');
    const results = await verifyAll().execute({ level });
    expect(results.map(({ filename, result }) => [filename, result])).to.deep.equal([
      [bad, 'failed'],
      [good, 'ok'],
    ]);
  });

  for (const command of [
    { level: 'quick' },
    { level: 'quick', database: 'shop' },
    { level: 'quick', selection: { kind: 'newest' } },
  ] as const) {
    it(`fails without a backup to verify: ${JSON.stringify(command)}`, async () => {
      if ('database' in command) await publish('app', 1);
      else if ('selection' in command) product.disk.write('/backup/foreign.db', CONTENT);
      const error = await rejectionOf(verifyAll().execute(command));
      expect(error).to.be.instanceOf(BackupNotFoundException);
      expect((error as Error).message).to.include('database' in command ? 'of shop' : 'memory:');
    });
  }

  it('stops when it is cancelled', async () => {
    for (const age of [1, 2, 3]) await publish('app', age);
    const controller = new AbortController();
    const outcome = verifyAll().execute(
      { level },
      { signal: controller.signal, onVerified: () => controller.abort() },
    );
    expect(await rejectionOf(outcome)).to.be.instanceOf(OperationCancelledException);
    const looked = (await product.store.list()).filter(({ state }) => state.verifications.length > 0);
    expect(looked).to.have.lengthOf(1);
  });
});
