import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import type { CreateBackupPolicy } from '../../../src/application/create-backup.ts';
import type { OpenArtifact } from '../../../src/application/ports/backup-store.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { InMemoryProduct, keyOf, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('copying backups', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;

  beforeEach(() => {
    product = new InMemoryProduct();
    nasDisk = new InMemoryDisk();
    nas = new InMemoryBackupStore(nasDisk);
    product.stores.push({ name: 'nas', type: 'directory', store: nas });
    useCases = composeUseCases(product, product.coordinator, product.policy());
  });

  /** Only in the local store. */
  const create = async (policy: Partial<CreateBackupPolicy> = {}): Promise<Backup> => {
    const others = product.stores.splice(1);
    const { backup } = await product.create(policy).execute({ sourcePath: SOURCE_PATH });
    product.stores.push(...others);
    product.clock.advance(1000);
    return backup;
  };
  const copy = (request: { filename?: string; database?: string; dryRun?: boolean } = {}) =>
    useCases.copyBackups.execute({ from: 'local', to: 'nas', ...request });
  const overwrite = (backup: Backup) => {
    product.disk.write(keyOf(backup), new Uint8Array(product.disk.read(keyOf(backup))!.length));
  };

  it('copies one backup by its name, with its state', async () => {
    const backup = await create();
    await create();
    const { copied, failed, skipped } = await copy({ filename: backup.filename });
    expect([copied, failed, skipped]).to.deep.equal([
      [
        {
          filename: backup.filename,
          database: 'app',
          store: 'nas',
          from: 'local',
          storedBytes: backup.storedBytes,
        },
      ],
      [],
      [],
    ]);
    const [placed] = await nas.list();
    expect(placed).to.deep.include({ filename: backup.filename, record: backup.record, state: backup.state });
    expect(nasDisk.read(keyOf(backup))).to.deep.equal(product.disk.read(keyOf(backup)));
    expect(product.events('succeeded').at(-1)?.run.operation).to.equal('copy');
  });

  it('copies all, unverified ones too, and the second time nothing', async () => {
    await create({ verifyAfterCreate: 'none' });
    await create();
    expect((await copy()).copied).to.have.lengthOf(2);
    const again = await copy();
    expect(again.copied).to.deep.equal([]);
    expect(again.skipped.map(({ rule }) => rule)).to.deep.equal(['present', 'present']);
  });

  it('continues after a failure where it ended', async () => {
    const old = await create();
    const backup = await create();
    const place = nas.place.bind(nas);
    nas.place = async (manifest, ...rest) => {
      if (manifest.filename === old.filename)
        throw new BackupDirectoryException('no space', { hint: 'Free some.' });
      return place(manifest, ...rest);
    };
    const report = await copy();
    expect(report.copied.map(({ filename }) => filename)).to.deep.equal([backup.filename]);
    expect(report.failed.map(({ filename, store }) => [filename, store])).to.deep.equal([
      [old.filename, 'nas'],
    ]);
    nas.place = place;
    expect((await copy()).copied.map(({ filename }) => filename)).to.deep.equal([old.filename]);
  });

  it('fails with the error of the one named backup', async () => {
    const { filename } = await create();
    const error = new BackupDirectoryException('no space', { hint: 'Free some.' });
    nas.place = () => Promise.reject(error);
    expect(await rejectionOf(copy({ filename }))).to.equal(error);
    expect(product.events('failed').map(({ run }) => run.operation)).to.deep.equal(['copy']);
  });

  it('never copies what is damaged or of another tool', async () => {
    const damaged = await create();
    overwrite(damaged);
    await product.verify.execute({ filename: damaged.filename, level: 'checksum' });
    const foreign = 'old.db.gz';
    product.disk.write(`/backup/${foreign}`, 'of another tool');
    expect((await copy()).skipped.map(({ rule }) => rule)).to.have.members(['damaged', 'unmanaged']);
    expect(await rejectionOf(copy({ filename: damaged.filename }))).to.be.instanceOf(
      BackupVerificationException,
    );
    expect(await rejectionOf(copy({ filename: foreign }))).to.be.instanceOf(UsageException);
    expect(await nas.list()).to.deep.equal([]);
  });

  it('does not copy bytes that differ from the manifest, and records the damage', async () => {
    const backup = await create();
    overwrite(backup);
    expect(await rejectionOf(copy({ filename: backup.filename }))).to.be.instanceOf(
      BackupVerificationException,
    );
    expect(await nas.list()).to.deep.equal([]);
    const [found] = await product.store.list();
    expect(found?.state.verifications.at(-1)?.result).to.equal('failed');
  });

  it('leaves nothing when it is cancelled, and closes the source', async () => {
    const { filename } = await create();
    const cancelling = new AbortController();
    const open = product.store.open.bind(product.store);
    product.store.open = async (backup): Promise<OpenArtifact> => {
      const artifact = await open(backup);
      return {
        ...artifact,
        read: (start, end) => {
          cancelling.abort();
          return artifact.read(start, end);
        },
      };
    };
    const copying = useCases.copyBackups.execute(
      { from: 'local', to: 'nas', filename },
      { signal: cancelling.signal },
    );
    expect(await rejectionOf(copying)).to.be.instanceOf(OperationCancelledException);
    expect(await nas.list()).to.deep.equal([]);
    expect(product.store.openCount).to.equal(0);
  });

  it('plans on a dry run', async () => {
    await create();
    const report = await copy({ dryRun: true });
    expect([report.dryRun, report.copied.length, (await nas.list()).length]).to.deep.equal([true, 1, 0]);
  });

  it('refuses an unknown file, an unknown store, and the same store twice', async () => {
    expect(await rejectionOf(copy({ filename: 'no.db.gz' }))).to.be.instanceOf(BackupNotFoundException);
    const unknown = useCases.copyBackups.execute({ from: 'local', to: 'nsa' });
    expect(await rejectionOf(unknown)).to.be.instanceOf(UsageException);
    const same = useCases.copyBackups.execute({ from: 'nas', to: 'nas' });
    expect(await rejectionOf(same)).to.be.instanceOf(UsageException);
  });
});
