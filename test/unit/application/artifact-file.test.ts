import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { withArtifactFile } from '../../../src/application/backups/artifact-file.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('withArtifactFile', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
  });

  const readWith = (minFreeBytes: number): Promise<string> =>
    withArtifactFile(product, { minFreeBytes }, backup, new AbortController().signal, async (path) =>
      Promise.resolve(Buffer.from(product.disk.read(path) ?? []).toString()),
    );

  it('copies when the copy leaves exactly the reserve', async () => {
    expect(await readWith(product.disk.freeBytes - backup.storedBytes)).to.equal(SOURCE_CONTENT);
    expect(product.staged()).to.deep.equal([]);
  });

  it('refuses before it copies when the copy would use the reserve', async () => {
    const reserveBytes = product.disk.freeBytes - backup.storedBytes + 1;
    const error = await rejectionOf(readWith(reserveBytes));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(error)
      .to.have.property('message')
      .that.matches(/^not enough space in .* bytes are needed/);
    expect(error).to.have.deep.property('details', {
      reason: 'no_space',
      needed_bytes: product.disk.freeBytes + 1,
      free_bytes: product.disk.freeBytes,
      reserve_bytes: reserveBytes,
    });
    expect(product.store.openCount).to.equal(0);
    expect(product.staged()).to.deep.equal([]);
  });

  it('copies when the free space is unknown', async () => {
    product.diskSpace.isUnknown = true;
    expect(await readWith(Number.MAX_SAFE_INTEGER - backup.storedBytes)).to.equal(SOURCE_CONTENT);
  });

  it('uses the local path of a store without a copy and without the reserve', async () => {
    const store: BackupStore = product.store;
    sinon.stub(store, 'localPath').resolves('/data/app.db');
    const { signal } = new AbortController();
    const minFreeBytes = Number.MAX_SAFE_INTEGER - backup.storedBytes;
    const used = await withArtifactFile(product, { minFreeBytes }, backup, signal, async (path) =>
      Promise.resolve(path),
    );
    expect(used).to.equal('/data/app.db');
  });
});
