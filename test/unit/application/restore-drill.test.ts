import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import type { QueryAnswer } from '../../../src/domain/verification/drill-assertion.ts';
import type { VerifyBackupResult } from '../../../src/application/verify-backup.ts';
import { keyOf, InMemoryProduct, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const SQL = 'SELECT count(*) FROM item';

describe('a restore drill', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    const create = product.create({ verifyAfterCreate: 'none' });
    ({ backup } = await create.execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const drill = (): Promise<VerifyBackupResult> =>
    product.verify.execute({ filename: backup.filename, level: 'drill' });
  const listed = async (): Promise<Backup> => (await product.store.list())[0]!;
  const asserted = async (answer: QueryAnswer | 'never', atLeast = 3): Promise<VerifyBackupResult> => {
    product.drillAssertions.push({ name: 'items', sql: SQL, expected: { atLeast }, database: undefined });
    product.inspector.answers.set(SQL, answer);
    return drill();
  };

  it('restores as a restore does, checks in full, and leaves no file', async () => {
    const calls = (['prepare', 'commit'] as const).map((name) => sinon.spy(product.restorer, name));
    const inspect = sinon.spy(product.inspector, 'inspect');
    const { result, checks } = await drill();
    expect(result).to.equal('ok');
    expect(checks.map(({ name }) => name)).to.deep.equal([
      'manifest',
      ...['stored_bytes', 'stored_sha256', 'database_bytes', 'database_sha256'],
      'restore',
      'integrity_check',
      'foreign_key_check',
    ]);
    expect(checks[5]?.detail).to.include('the recorded digest');
    for (const call of calls) sinon.assert.calledOnce(call);
    const committedTo = calls[1]?.firstCall.args[1];
    expect(inspect.lastCall.args.slice(0, 2)).to.deep.equal([committedTo, 'full']);
    expect(product.disk.read(SOURCE_PATH)).to.not.equal(undefined);
  });

  it('measures the restore time, in the result, on record and for listeners', async () => {
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake((...args) => {
      if (args[0].destinationPath !== undefined) product.clock.advance(840);
      return extract(...args);
    });
    const query = product.inspector.query.bind(product.inspector);
    sinon.stub(product.inspector, 'query').callsFake((...args) => {
      product.clock.advance(160);
      return query(...args);
    });
    const { restoreMs, durationMs } = await asserted({ outcome: 'answered', value: 3 });
    expect([restoreMs, durationMs]).to.deep.equal([840, 1000]);
    expect((await listed()).state.verifications[0]).to.include({ level: 'drill', restoreMs: 840 });
    expect(product.events('succeeded')[0]?.facts).to.include({ restore_ms: 840 });
  });

  for (const [answer, result, says] of [
    [{ outcome: 'answered', value: 3 }, 'ok', '3'],
    [{ outcome: 'answered', value: 2 }, 'failed', '2, expected at least 3'],
    [{ outcome: 'no_row' }, 'failed', 'no row'],
    [{ outcome: 'failed', reason: 'no such table: item' }, 'failed', 'no such table'],
    [{ outcome: 'inconclusive', reason: 'no such module: fts5' }, 'inconclusive', 'no such module'],
    ['never', 'inconclusive', 'no answer within 0.05 s'],
  ] as const) {
    it(`gives ${result} for the answer ${JSON.stringify(answer)}`, async () => {
      const outcome = await asserted(answer);
      expect(outcome.result).to.equal(result);
      expect(outcome.checks.at(-1)).to.include({ name: 'assertion items', result });
      expect(outcome.checks.at(-1)?.detail).to.include(says);
      expect((await listed()).state.verifications.at(-1)).to.include({ level: 'drill', result });
    });
  }

  it('runs only the queries of its database', async () => {
    product.drillAssertions.push({ name: 'x', sql: SQL, expected: { equals: 1 }, database: 'other' });
    expect((await drill()).result).to.equal('ok');
  });

  it('runs no query on damaged content', async () => {
    const query = sinon.spy(product.inspector, 'query');
    const inspect = product.inspector.inspect.bind(product.inspector);
    sinon.stub(product.inspector, 'inspect').callsFake(async (path, level, options) => {
      if (level === 'full') return [{ name: 'integrity_check', result: 'failed', detail: 'row 3 missing' }];
      return inspect(path, level, options);
    });
    expect((await asserted({ outcome: 'answered', value: 3 })).result).to.equal('failed');
    sinon.assert.notCalled(query);
  });

  it('fails a changed stored file, whatever content it has', async () => {
    const prepare = sinon.spy(product.restorer, 'prepare');
    product.disk.write(keyOf(backup), 'SQLite format 3\0other');
    const { result, checks, restoreMs } = await drill();
    expect(result).to.equal('failed');
    expect(checks.find((check) => check.result === 'failed')?.name).to.equal('stored_bytes');
    sinon.assert.notCalled(prepare);
    expect(restoreMs).to.equal(undefined);
    expect((await listed()).state.verifications[0]).to.not.have.property('restoreMs');
  });

  it('fails a wrong read-back', async () => {
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake(async (...args) => ({
      ...(await extract(...args)),
      ...(args[0].destinationPath !== undefined && { databaseSha256: 'of something else' }),
    }));
    const { checks } = await drill();
    expect(checks.at(-1)).to.include({ name: 'restore', result: 'failed' });
    expect(checks.at(-1)?.detail).to.include('of something else');
  });

  it('does not take missing space for damage', async () => {
    product.disk.capacityBytes = product.disk.usedBytes + 10;
    const { result, checks } = await drill();
    expect(result).to.equal('inconclusive');
    expect(checks.at(-1)).to.include({ name: 'scratch_space' });
    expect(product.events('warning')[0]?.message).to.include('could not be recorded');
  });

  it('keeps the reserve free', async () => {
    product.scratchPolicy.minFreeBytes = product.disk.freeBytes - backup.storedBytes + 1;
    const { result, checks } = await drill();
    expect(result).to.equal('inconclusive');
    expect(checks.at(-1)).to.include({ name: 'scratch_space' });
    expect(checks.at(-1)?.detail).to.include('must stay free');
  });

  it('is inconclusive for a compression that this runtime cannot read', async () => {
    sinon.stub(product.extractor.supports, 'compressions').value(['none']);
    expect((await drill()).checks.at(-1)).to.include({ name: 'decompression', result: 'inconclusive' });
  });

  it('does not restore a backup whose manifest is damaged', async () => {
    product.disk.write(`${keyOf(backup)}.json`, 'altered');
    expect((await drill()).checks.map(({ name }) => name)).to.deep.equal(['manifest']);
  });

  it("restores another tool's file too", async () => {
    product.disk.write('/backup/foreign.db', 'SQLite format 3\0 of another tool');
    const { result, checks } = await product.verify.execute({ filename: 'foreign.db', level: 'drill' });
    expect(result).to.equal('ok');
    expect(checks[0]).to.include({ name: 'restore', result: 'ok' });
    expect(checks[0]?.detail).to.include('read back as written');
  });

  it('throws a bug', async () => {
    sinon.stub(product.restorer, 'commit').rejects(new TypeError('ours'));
    expect(await rejectionOf(drill())).to.be.instanceOf(TypeError);
  });
});
