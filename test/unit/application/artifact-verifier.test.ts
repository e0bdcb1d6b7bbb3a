import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import type { ArtifactToVerify } from '../../../src/application/verification/artifact-verifier.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import {
  overallResult,
  type Check,
  type ArtifactLevel,
} from '../../../src/domain/verification/verification.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const PATH = '/backup/app.db.gz';
const CONTENT = Buffer.from(SOURCE_CONTENT);
const DIGEST = sha256(CONTENT);
const EXPECTED = {
  storedBytes: CONTENT.length,
  storedSha256: DIGEST,
  databaseBytes: CONTENT.length,
  databaseSha256: DIGEST,
  pageSize: CONTENT.length,
  pageCount: 1,
};
const ARTIFACT: ArtifactToVerify = {
  artifactPath: PATH,
  compression: 'gzip',
  isEncrypted: false,
  database: 'app',
  expected: EXPECTED,
};
const DIGEST_CHECKS = ['stored_bytes', 'stored_sha256', 'database_bytes', 'database_sha256'];

describe('ArtifactVerifier', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
    product.disk.write(PATH, SOURCE_CONTENT);
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const verify = (
    level: ArtifactLevel,
    changes: Partial<ArtifactToVerify> = {},
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<readonly Check[]> =>
    product.verifier.verify({ ...ARTIFACT, ...changes }, level, {
      signal: new AbortController().signal,
      onProgress,
    });
  const names = (checks: readonly Check[]): readonly string[] => checks.map(({ name }) => name);

  it('checksum: compares the stored file and the database in it, in digest and length', async () => {
    const checks = await verify('checksum');
    expect(names(checks)).to.deep.equal(DIGEST_CHECKS);
    expect(overallResult(checks)).to.equal('ok');
  });

  it('reads a backup of a store without paths as it comes: only the levels above checksum need scratch', async () => {
    const { backup } = await product.create().execute({ sourcePath: SOURCE_PATH });
    const artifacts = sinon.spy(product.staging, 'allocate');
    const scratch = sinon.spy(product.staging, 'allocateScratch');
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    for (const level of ['checksum', 'quick', 'full'] as const) {
      const checks = await product.verifier.verifyStored(backup, level, options);
      expect(overallResult(checks)).to.equal('ok');
      expect(scratch.callCount, level).to.equal(level === 'checksum' ? 0 : 1);
      scratch.resetHistory();
    }
    expect(artifacts.args.every(([, compression]) => compression === 'none')).to.equal(true);
  });

  it('quick and full: check the content too', async () => {
    expect(names(await verify('quick'))).to.deep.equal([...DIGEST_CHECKS, 'quick_check']);
    const full = await verify('full');
    expect(names(full)).to.deep.equal([...DIGEST_CHECKS, 'integrity_check', 'foreign_key_check']);
    expect(overallResult(full)).to.equal('ok');
  });

  for (const key of ['storedBytes', 'storedSha256', 'databaseBytes', 'databaseSha256'] as const) {
    it(`fails a difference in ${key}, and reports both values`, async () => {
      const expected = { ...EXPECTED, [key]: key.endsWith('Bytes') ? 1 : 'f'.repeat(64) };
      const failed = (await verify('checksum', { expected })).filter(({ result }) => result === 'failed');
      expect(failed).to.have.lengthOf(1);
      expect(failed[0]?.detail).to.include(String(expected[key])).and.to.include(String(EXPECTED[key]));
    });
  }

  it('does not check the content of a wrong digest', async () => {
    const inspect = sinon.spy(product.inspector, 'inspect');
    const checks = await verify('full', { expected: { ...EXPECTED, databaseSha256: 'f'.repeat(64) } });
    expect(names(checks)).to.deep.equal(DIGEST_CHECKS);
    expect(inspect.called).to.be.false;
  });

  for (const level of ['checksum', 'quick'] as const) {
    it(`fails an artifact that does not decompress, at level ${level}`, async () => {
      product.disk.write(PATH, 'cut off');
      const checks = await verify(level);
      expect(names(checks)).to.deep.equal(['decompression']);
      expect(checks[0]).to.include({ result: 'failed' });
      expect(checks[0]?.detail).to.include('does not decompress');
    });
  }

  it('fails content that SQLite refuses', async () => {
    product.disk.write(PATH, 'no database');
    const digest = sha256(Buffer.from('no database'));
    const expected = {
      ...EXPECTED,
      storedBytes: 11,
      storedSha256: digest,
      databaseBytes: 11,
      databaseSha256: digest,
    };
    const checks = await verify('quick', { compression: 'none', expected });
    expect(checks.at(-1)).to.include({ name: 'quick_check', result: 'failed' });
  });

  it('checks only that it decompresses, without a record', async () => {
    const checks = await verify('checksum', { expected: undefined });
    expect(checks.map(({ name, result }) => [name, result])).to.deep.equal([
      ['decompression', 'ok'],
      ['manifest', 'inconclusive'],
    ]);
  });

  it('checks the content, without a record', async () => {
    const checks = await verify('quick', { expected: undefined });
    expect(names(checks)).to.deep.equal(['decompression', 'quick_check']);
    expect(overallResult(checks)).to.equal('ok');
  });

  it('is inconclusive for a compression that this runtime cannot read', async () => {
    sinon.stub(product.extractor.supports, 'compressions').value(['gzip']);
    const checks = await verify('checksum', { compression: 'zstd' });
    expect(checks).to.have.lengthOf(1);
    expect(checks[0]).to.include({ name: 'decompression', result: 'inconclusive' });
  });

  it('is inconclusive when the inspector cannot check', async () => {
    product.inspector.inconclusive = 'no such collation sequence: house';
    expect(overallResult(await verify('quick'))).to.equal('inconclusive');
  });

  it('does not take a full disk for damage', async () => {
    product.disk.capacityBytes = product.disk.usedBytes + 10;
    const checks = await verify('quick');
    // The digests need no scratch space.
    expect(names(checks)).to.deep.equal([...DIGEST_CHECKS, 'scratch_space']);
    expect(checks.at(-1)).to.include({ name: 'scratch_space', result: 'inconclusive' });
    expect(overallResult(checks)).to.equal('inconclusive');
  });

  for (const expected of [EXPECTED, undefined]) {
    const subject = expected === undefined ? "another tool's file" : 'a backup on record';

    it(`is inconclusive about the content of ${subject} when its copy would use up the reserve`, async () => {
      product.scratchPolicy.minFreeBytes = product.disk.freeBytes - CONTENT.length + 1;
      const checks = await verify('quick', { expected });
      expect(checks.at(-1)).to.include({ name: 'scratch_space', result: 'inconclusive' });
      expect(checks.at(-1)?.detail).to.include('must stay free');
      expect(checks.slice(0, -1).map(({ result }) => result)).to.satisfy((results: readonly string[]) =>
        results.every((result) => result === 'ok'),
      );
      product.scratchPolicy.minFreeBytes -= 1;
      expect(overallResult(await verify('quick', { expected }))).to.equal('ok');
    });
  }

  it('checksum: needs no space for a scratch copy', async () => {
    product.scratchPolicy.minFreeBytes = product.disk.freeBytes + 1;
    product.disk.readOnly = true;
    expect(overallResult(await verify('checksum'))).to.equal('ok');
  });

  it('does not take an unwritable staging area for damage', async () => {
    product.disk.readOnly = true;
    expect(overallResult(await verify('quick'))).to.equal('inconclusive');
  });

  it('throws for a missing artifact', async () => {
    product.disk.remove(PATH);
    for (const level of ['checksum', 'quick'] as const) {
      expect(await rejectionOf(verify(level))).to.be.instanceOf(BackupNotFoundException);
    }
  });

  it("throws the signal's reason when it aborts, and leaves no scratch file", async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const outcome = product.verifier.verify(ARTIFACT, 'full', {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    expect(await rejectionOf(outcome)).to.equal(reason);
  });

  it('reports the bytes read', async () => {
    const seen: number[][] = [];
    await verify('checksum', {}, (done, total) => seen.push([done, total]));
    expect(seen).to.deep.equal([[CONTENT.length, CONTENT.length]]);
  });
});
