import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../../src/domain/exceptions/decryption-key-exception.ts';
import type { VerificationLevel } from '../../../src/domain/verification/verification.ts';
import { keyOf, InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const ENCRYPTION = { recipients: ['age1-the-recipient-of-tests'] };
const TARGET = '/data/restored.db';

describe('encrypted backups', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const create = async (policy: Parameters<InMemoryProduct['create']>[0] = {}): Promise<Backup> => {
    const useCase = product.create({ encryption: ENCRYPTION, ...policy });
    return (await useCase.execute({ sourcePath: SOURCE_PATH })).backup;
  };
  const verify = async ({ filename }: Backup, level: VerificationLevel) =>
    product.verify.execute({ filename, level });
  const restore = ({ filename }: Backup) =>
    product.restore.execute({
      backup: { by: 'name', filename },
      target: { kind: 'path', path: TARGET, overwrite: false },
    });
  const reload = async ({ filename }: Backup): Promise<Backup | undefined> =>
    (await product.store.list()).find((one) => one.filename === filename);

  it('have a record that shows nothing of the content, and no key', async () => {
    product.snapshotter.tableCount = 7;
    product.snapshotter.sourceCheck = {
      result: 'ok',
      detail: 'quick_check; note: row 5 of salaries',
      noteCount: 1,
    };
    const backup = await create({ verifyAfterCreate: 'full' });
    expect(backup.filename).to.match(/\.db\.gz\.age$/);
    const manifest = manifestOf(backup);
    expect(manifest?.encryption?.recipients).to.have.lengthOf(1);
    expect(manifest).to.include({ databaseBytes: SOURCE_CONTENT.length });
    for (const key of ['databaseSha256', 'tableCount', 'usedPageCount', 'fileKey'] as const)
      expect((manifest as unknown as Record<string, unknown>)[key], key).to.equal(undefined);
    expect(manifest?.sourceCheck).to.deep.equal({
      level: 'quick',
      result: 'ok',
      detail: 'quick_check',
      durationMs: 1,
    });
    const record = new TextDecoder().decode(product.disk.read(`${keyOf(backup)}.json`));
    expect(record).to.include('"encryption"').and.not.include('salaries').and.not.include('f'.repeat(32));
  });

  it('hide the findings of an inconclusive source check, which the run still shows', async () => {
    const detail = 'no such collation sequence: salaries';
    product.snapshotter.sourceCheck = { result: 'inconclusive', detail };
    const backup = await create();
    expect(manifestOf(backup)?.sourceCheck.detail).to.equal('not recorded: the backup is encrypted');
    expect(product.events('warning').map(({ message }) => message)).to.satisfy((messages: string[]) =>
      messages.some((message) => message.includes(detail)),
    );
  });

  it('are verified completely at creation, without an identity', async () => {
    const backup = await create({ verifyAfterCreate: 'full' });
    expect(backup.state.verifications.map(({ level, result }) => [level, result])).to.deep.equal([
      ['full', 'ok'],
    ]);
    expect(backup.state.verifications[0]?.detail).to.include('database_sha256');
  });

  it('warn of no changed notes: their records have none', async () => {
    product.snapshotter.sourceCheck = { result: 'ok', detail: 'quick_check; note: row 5', noteCount: 1 };
    await create();
    await create();
    expect(product.events('warning')).to.deep.equal([]);
  });

  it('count as verified at level checksum without an identity', async () => {
    const backup = await create({ verifyAfterCreate: 'none' });
    const { result, checks } = await verify(backup, 'checksum');
    expect(result).to.equal('ok');
    expect(checks.map(({ name }) => name)).to.deep.equal(['manifest', 'stored_bytes', 'stored_sha256']);
    expect((await reload(backup))?.state.verifications.at(-1)).to.include({
      level: 'checksum',
      result: 'ok',
    });
  });

  for (const level of ['quick', 'full', 'drill'] as const) {
    it(`are inconclusive at level ${level} without an identity, and keep the lower level`, async () => {
      const backup = await create({ verifyAfterCreate: 'none' });
      const { result, checks } = await verify(backup, level);
      expect(result).to.equal('inconclusive');
      expect(checks.at(-1)).to.include({ name: 'decryption', result: 'inconclusive' });
      expect(checks.at(-1)?.detail).to.include('no identity');
      const recorded = (await reload(backup))?.state.verifications.map((one) => `${one.level} ${one.result}`);
      expect(recorded).to.deep.equal(['checksum ok', `${level} inconclusive`]);
      product.extractor.hasIdentity = true;
      expect((await verify(backup, level)).result).to.equal('ok');
    });
  }

  it('fail at every level without an identity when the stored file was changed', async () => {
    const backup = await create();
    product.disk.write(keyOf(backup), `${SOURCE_CONTENT.slice(0, -1)}!`);
    for (const level of ['checksum', 'quick', 'drill'] as const)
      expect((await verify(backup, level)).result, level).to.equal('failed');
  });

  it('do not record what a check found in the content', async () => {
    product.extractor.hasIdentity = true;
    const backup = await create();
    const found = { name: 'quick_check', result: 'failed', detail: 'row 5 of salaries' } as const;
    sinon.stub(product.inspector, 'inspect').resolves([found]);
    const { checks } = await verify(backup, 'quick');
    expect(checks.at(-1)).to.deep.equal(found);
    const recorded = (await reload(backup))?.state.verifications.at(-1);
    expect(recorded).to.include({ result: 'failed', detail: 'quick_check: failed' });
  });

  it('are restored with the identity, and refused without it', async () => {
    const backup = await create();
    const error = await rejectionOf(restore(backup));
    expect(error).to.be.instanceOf(DecryptionKeyException);
    expect((error as DecryptionKeyException).hint).to.include('encryption_identity_file');
    expect(product.disk.has(TARGET)).to.equal(false);
    product.extractor.hasIdentity = true;
    await restore(backup);
    expect(product.disk.read(TARGET)).to.deep.equal(product.disk.read(SOURCE_PATH));
  });

  it('are not replaced by another encrypted file of the same size', async () => {
    product.extractor.hasIdentity = true;
    const backup = await create();
    product.disk.write(keyOf(backup), `${SOURCE_CONTENT.slice(0, -1)}!`);
    const error = await rejectionOf(restore(backup));
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as Error).message).to.include('stored_sha256');
    expect(product.disk.has(TARGET)).to.equal(false);
  });

  for (const isChanged of [true, false]) {
    it(`that no identity opens are ${isChanged ? 'damaged when they were changed' : 'for another identity'}`, async () => {
      product.extractor.hasIdentity = true;
      const backup = await create();
      const wrong = new DecryptionKeyException('no identity opens it', { hint: 'Another.' });
      sinon.stub(product.extractor, 'extract').rejects(wrong);
      if (isChanged) product.disk.write(keyOf(backup), `${SOURCE_CONTENT.slice(0, -1)}!`);
      const error = await rejectionOf(restore(backup));
      if (isChanged) expect(error).to.be.instanceOf(BackupVerificationException);
      else expect(error).to.equal(wrong);
    });
  }
});
