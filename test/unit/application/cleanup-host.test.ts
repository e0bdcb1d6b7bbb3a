import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryFleetRecords } from '../../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { daysBefore, HOUR_MS, NOW } from '../../support/backup-builder.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { InMemoryProduct } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

describe('CleanupHost', () => {
  let product: InMemoryProduct;
  let store: InMemoryBackupStore;
  let records: InMemoryFleetRecords;
  let useCases: UseCases;

  beforeEach(async () => {
    product = new InMemoryProduct();
    const disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    records = new InMemoryFleetRecords();
    const retention = aRetentionPolicy({ keepDays: 3 });
    product.stores.push({
      ...{ name: 'offsite', type: 's3', store, retention },
      ...{ cleanupAfterCreate: false, fleetRecords: records },
    });
    for (const host of ['web-1', 'web-2'])
      for (const [index, days] of [1, 2, 10, 20].entries())
        await publishBackup(disk, store, {
          host,
          database: host === 'web-1' && index === 1 ? 'shop' : 'app',
          // Two hosts in one directory must not have the same names.
          createdAt: new Date(daysBefore(days).getTime() + (host === 'web-1' ? 0 : 1)),
        });
    await records.write(aFleetRecord());
    useCases = composeUseCases(product, product.coordinator, product.policy());
  });

  const cleanUp = (host = 'web-1', named = 'offsite') =>
    useCases.cleanupHost.execute({ host, store: named, dryRun: false });
  const daysOf = async (host: string): Promise<readonly number[]> =>
    (await store.list())
      .filter(({ record }) => record.condition === 'intact' && record.manifest.host === host)
      .map(({ createdAt }) => Math.round((NOW.getTime() - createdAt.getTime()) / (24 * HOUR_MS)));

  it('removes what the retention of the store does not keep, of this host only', async () => {
    const { removed, failed } = await cleanUp();
    expect(removed.map((row) => row.store)).to.deep.equal(['offsite', 'offsite']);
    expect(failed).to.deep.equal([]);
    expect(await daysOf('web-1')).to.deep.equal([1, 2]);
    expect(await daysOf('web-2')).to.deep.equal([1, 2, 10, 20]);
  });

  it('removes nothing of a database whose anomaly is in the record', async () => {
    for (const kind of ['source_collapsed', 'source_damaged', 'another_host', 'anomaly_record_unreadable']) {
      await records.write(aFleetRecord({ findings: [{ status: 'warning', kind, database: 'app' }] }));
      const { removed, kept } = await cleanUp();
      expect(removed).to.deep.equal([]);
      expect(kept.find(({ rule }) => rule === 'frozen')?.reason).to.include(kind);
    }
    expect(await daysOf('web-1')).to.deep.equal([1, 2, 10, 20]);
  });

  it('removes nothing while the record is older than the newest backup', async () => {
    await records.write(aFleetRecord({ writtenAt: new Date(daysBefore(1).getTime() - 1) }));
    expect((await cleanUp()).removed).to.deep.equal([]);
    await records.write(aFleetRecord({ writtenAt: daysBefore(1) }));
    expect((await cleanUp()).removed).to.have.lengthOf(2);
  });

  it('removes nothing without a readable record', async () => {
    records.damage('web-1');
    expect(await rejectionOf(cleanUp())).to.be.instanceOf(UsageException);
    expect(await rejectionOf(cleanUp('web-2'))).to.be.instanceOf(UsageException);
    expect(await daysOf('web-1')).to.deep.equal([1, 2, 10, 20]);
  });

  it('does not use the anomalies of this host', async () => {
    const since = NOW;
    await product.anomalies.write('app', { anomalies: [{ kind: 'source_damaged', since, detail: 'd' }] });
    expect((await cleanUp()).removed).to.have.lengthOf(2);
  });

  it('refuses an unknown host and an unknown store', async () => {
    expect(await rejectionOf(cleanUp('web-9'))).to.be.instanceOf(BackupNotFoundException);
    expect(await rejectionOf(cleanUp('web-1', 'nas'))).to.be.instanceOf(UsageException);
  });
});
