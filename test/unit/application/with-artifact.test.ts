import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { withArtifact } from '../../../src/application/backups/with-artifact.ts';
import type { ArtifactSource } from '../../../src/application/ports/artifact-extractor.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('withArtifact', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
  });

  afterEach(() => {
    expect(product.store.openCount).to.equal(0);
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const textOf = async ({ opened }: ArtifactSource): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of opened?.read(0, opened.sizeBytes) ?? []) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };

  it('opens the artifact of a store without paths, named by its location', async () => {
    await withArtifact(product.store, backup, async (source) => {
      expect(source.artifactPath).to.equal(backup.location);
      expect(await textOf(source)).to.equal(SOURCE_CONTENT);
      expect(product.store.openCount).to.equal(1);
    });
  });

  it('uses the local path of a store that has one', async () => {
    const store: BackupStore = product.store;
    sinon.stub(store, 'localPath').resolves('/backup/app.db');
    const source = await withArtifact(store, backup, (found) => Promise.resolve(found));
    expect(source).to.deep.equal({
      artifactPath: '/backup/app.db',
      compression: 'gzip',
      isEncrypted: false,
    });
  });

  it('closes the artifact after a failure', async () => {
    const failure = new Error('a failure of the use');
    const failing = withArtifact(product.store, backup, () => Promise.reject(failure));
    expect(await rejectionOf(failing)).to.equal(failure);
  });

  it('marks a failure of the directory as one of reading', async () => {
    const failure = new BackupDirectoryException('the disk failed', {
      hint: 'Check it.',
      details: { path: '/x' },
    });
    sinon.stub(product.store, 'open').resolves({
      sizeBytes: 1,
      read: async function* () {
        await Promise.reject(failure);
      },
      close: () => Promise.resolve(),
    });
    const error = await rejectionOf(withArtifact(product.store, backup, textOf));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(error).to.have.property('message', 'the disk failed');
    expect(error).to.have.deep.property('details', { path: '/x', reason: 'unreadable' });
  });

  it('keeps a failure of a remote store', async () => {
    const failure = new StoreException('no connection', { hint: 'Check it.' });
    sinon.stub(product.store, 'open').rejects(failure);
    expect(await rejectionOf(withArtifact(product.store, backup, textOf))).to.equal(failure);
  });
});
