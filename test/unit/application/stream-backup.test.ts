import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { StreamBackupResult } from '../../../src/application/stream-backup.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import { keyOf, InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('StreamBackup', () => {
  let product: InMemoryProduct;
  let backup: Backup;
  let received: string;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
    received = '';
  });

  const write = (bytes: Uint8Array): Promise<void> => {
    received += Buffer.from(bytes).toString();
    return Promise.resolve();
  };
  const stream = (filename = backup.filename): Promise<StreamBackupResult> =>
    product.stream.execute({ backup: { by: 'name', filename }, destination: 'stdout', write });

  it('streams the database and returns its facts', async () => {
    expect(await stream()).to.deep.equal({
      filename: backup.filename,
      store: 'local',
      passedOverStores: [],
      databaseBytes: SOURCE_CONTENT.length,
      databaseSha256: sha256(Buffer.from(SOURCE_CONTENT)),
      durationMs: 0,
    });
    expect(received).to.equal(SOURCE_CONTENT);
    expect(product.events('succeeded')[0]?.facts).to.include({ restored_to: 'stdout', method: 'stream' });
    expect(product.events('progress').map(({ phase }) => phase)).to.deep.equal(['restoring']);
  });

  it("streams another tool's file", async () => {
    product.disk.write('/backup/foreign.db', 'of another tool');
    await stream('foreign.db');
    expect(received).to.equal('of another tool');
  });

  it('fails at the end when the streamed bytes differ from the record', async () => {
    product.disk.write(keyOf(backup), `${SOURCE_CONTENT}, altered`);
    const error = await rejectionOf(stream());
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as BackupVerificationException).hint).to.include('Discard');
    expect(product.events('failed')).to.have.length(1);
  });

  it('says what to do with the streamed bytes when it is cancelled', async () => {
    const controller = new AbortController();
    const streaming = product.stream.execute(
      {
        backup: { by: 'name', filename: backup.filename },
        destination: 'stdout',
        write: () => {
          controller.abort();
          return Promise.reject(new Error('no more'));
        },
      },
      { signal: controller.signal },
    );
    const error = await rejectionOf(streaming);
    expect(error).to.be.instanceOf(OperationCancelledException);
    expect((error as OperationCancelledException).hint).to.equal('Discard the bytes written to stdout.');
  });

  it('streams nothing of a backup with a damaged manifest', async () => {
    product.disk.write(`${keyOf(backup)}.json`, 'altered');
    expect(await rejectionOf(stream())).to.be.instanceOf(BackupVerificationException);
    expect(received).to.equal('');
  });

  it('warns of a newer backup that was not chosen', async () => {
    const createdAt = new Date(backup.createdAt.getTime() + 1000);
    const newer = await publishBackup(product.disk, product.store, { createdAt, verified: false });
    const choice = { by: 'time', database: undefined, before: undefined } as const;
    await product.stream.execute({ backup: choice, destination: 'stdout', write });
    expect(product.events('warning')[0]?.message).to.include(newer.filename);
  });
});
