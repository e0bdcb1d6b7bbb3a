import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { databaseOf, findBackup } from '../../../src/application/backups/find-backup.ts';
import { isDatabaseName } from '../../../src/domain/backup/database-name.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { aBackup } from '../../support/backup-builder.ts';
import { InMemoryProduct } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('findBackup', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
  });

  it('finds a backup by its file name and by its path', async () => {
    const { filename, location: path } = await publishBackup(product.disk, product.store);
    expect((await findBackup(product.store, filename)).location).to.equal(path);
    expect((await findBackup(product.store, path)).filename).to.equal(filename);
  });

  it('never joins a name to a path', async () => {
    product.disk.write('/etc/secret.db', 'secret');
    const { filename } = await publishBackup(product.disk, product.store);
    for (const name of ['../etc/secret.db', '/etc/secret.db', `./${filename}`, filename.slice(0, -3), '']) {
      const error = await rejectionOf(findBackup(product.store, name));
      expect(error, name).to.be.instanceOf(BackupNotFoundException);
    }
  });

  it('names the directory, and the command to list backups', async () => {
    const error = await rejectionOf(findBackup(product.store, 'lost.db.gz'));
    expect(error).to.deep.include({
      message: 'no backup lost.db.gz in memory:',
      details: { filename: 'lost.db.gz', backup_dir: 'memory:' },
    });
    expect((error as BackupNotFoundException).hint).to.include('backup-manager list');
  });
});

describe('databaseOf', () => {
  it("is the backup's database, or no database name for a file without one", () => {
    expect(databaseOf(aBackup({ database: 'shop' }))).to.equal('shop');
    expect(databaseOf({ ...aBackup(), database: undefined })).to.satisfy(
      (name: string) => !isDatabaseName(name),
    );
  });
});
