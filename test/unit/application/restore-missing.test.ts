import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const PATH = '/restored/app.db';

describe('RestoreMissing', () => {
  let product: InMemoryProduct;

  beforeEach(async () => {
    product = new InMemoryProduct();
    await product.create().execute({ sourcePath: SOURCE_PATH });
  });

  const restore = () =>
    product.useCases.restoreMissing.execute({
      backup: { by: 'time', database: 'app', before: undefined },
      path: PATH,
    });
  const content = () => Buffer.from(product.disk.read(PATH) ?? []).toString();

  it('restores where nothing is', async () => {
    expect(await restore()).to.include({ restoredTo: PATH, store: 'local' });
    expect(content()).to.equal(SOURCE_CONTENT);
  });

  it('does nothing where something is, without a store', async () => {
    product.disk.write(PATH, 'of the application');
    product.store.list = () => Promise.reject(new Error('no store is needed'));
    expect(await restore()).to.equal(undefined);
    expect(content()).to.equal('of the application');
  });

  it('leaves a database that appears meanwhile', async () => {
    const { commit } = product.restorer;
    product.restorer.commit = (prepared, target, options) => {
      product.disk.write(PATH, 'of the application');
      return commit.call(product.restorer, prepared, target, options);
    };
    expect(await restore()).to.equal(undefined);
    expect(content()).to.equal('of the application');
  });

  it('fails as a restore does', async () => {
    product.store.ownedPaths.add(PATH);
    expect(await rejectionOf(restore())).to.be.instanceOf(UsageException);
    expect(content()).to.equal('');
  });
});
