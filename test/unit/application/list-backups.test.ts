import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { ListBackups } from '../../../src/application/list-backups.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { publishBackup } from '../../support/publish-backup.ts';

describe('ListBackups', () => {
  const disk = new InMemoryDisk();
  const store = new InMemoryBackupStore(disk);
  const ports = {
    stores: [{ name: 'local', type: 'directory', store } as const],
    storeOfHost: () => Promise.reject(new TypeError('no host is named')),
  };
  const names = async (database?: string): Promise<readonly (string | undefined)[]> =>
    (await new ListBackups(ports).execute({ database })).restorePoints.map((backup) => backup.database);

  it('is empty without backups', async () => {
    expect(await names()).to.deep.equal([]);
  });

  it('shows the latest time at which a run found the database unchanged, of all copies', async () => {
    const disks = [new InMemoryDisk(), new InMemoryDisk()];
    const stores = disks.map((one, index) => ({
      ...{ name: String(index), type: 'directory' as const },
      store: new InMemoryBackupStore(one),
    }));
    const list = async () =>
      (await new ListBackups({ ...ports, stores }).execute({})).restorePoints.map(({ state }) => state);
    for (const [index, named] of stores.entries())
      await publishBackup(disks[index]!, named.store, { createdAt: daysBefore(2) });
    expect((await list())[0]).not.to.have.property('currentAsOf');
    const [, second] = stores;
    const [copy] = await second!.store.list();
    await second!.store.saveState(copy!, { ...copy!.state, currentAsOf: daysBefore(1) });
    expect(await list()).to.deep.equal([{ ...copy!.state, currentAsOf: daysBefore(1) }]);
  });

  it("lists all newest first, other tools' files included, or those of one database", async () => {
    await publishBackup(disk, store, { createdAt: daysBefore(2) });
    await publishBackup(disk, store, { createdAt: daysBefore(1), database: 'shop' });
    disk.write('/backup/theirs.db', 'x', daysBefore(3));
    expect(await names()).to.deep.equal(['shop', 'app', undefined]);
    expect(await names('app')).to.deep.equal(['app']);
    expect(await names('wrong')).to.deep.equal([]);
  });
});
