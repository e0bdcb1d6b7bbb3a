import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import type { CopiesReport } from '../../../src/application/stores/copies-report.ts';
import { composeUseCases, type UseCases } from '../../../src/application/use-cases.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { damageOf } from '../../../src/domain/backup/damage.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf } from '../../support/in-memory-product.ts';
import { publishChain } from '../../support/publish-chain.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

describe('copies of chains', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let useCases: UseCases;

  const compose = (retention?: RetentionPolicy): void => {
    product.stores.splice(1);
    product.stores.push({ name: 'nas', type: 'directory', store: nas, retention });
    useCases = composeUseCases(product, product.coordinator, product.policy());
  };

  beforeEach(() => {
    product = new InMemoryProduct();
    nasDisk = new InMemoryDisk();
    nas = new InMemoryBackupStore(nasDisk);
    compose();
  });

  const publish = (...deltas: ('diff' | 'incr')[]) => publishChain(product.disk, product.store, deltas);
  const names = (backups: readonly { readonly filename: string }[]) =>
    backups.map(({ filename }) => filename);
  const copied = ({ copied: all }: CopiesReport) => names(all);
  const skips = ({ skipped }: CopiesReport) =>
    skipped.map(({ filename, rule, reason }) => [filename, rule, reason]);
  const failures = ({ failed }: CopiesReport) =>
    failed.map(({ filename, error }) => [filename, error.message]);
  const sync = () => useCases.syncStores.execute({ store: 'nas' });
  const copy = (request: { filename?: string; dryRun?: boolean } = {}) =>
    useCases.copyBackups.execute({ from: 'local', to: 'nas', ...request });
  const listNas = async () => [...(await nas.list())].reverse();
  const overwrite = (disk: InMemoryDisk, backup: Backup) => {
    const { length } = disk.read(keyOf(backup))!;
    disk.write(keyOf(backup), new Uint8Array(length));
  };
  const verifyInNas = ({ filename }: Backup, level: 'checksum' | 'quick' = 'checksum') =>
    useCases.inStore('nas').verifyBackup.execute({ filename, level });
  /** As a removal by hand. */
  const lose = (store: InMemoryBackupStore, ...backups: Backup[]) =>
    Promise.all(backups.map((backup) => store.remove(backup)));

  describe('by sync', () => {
    it('are placed parents first, newest chain first', async () => {
      const old = await publishChain(product.disk, product.store, ['diff'], { createdAt: daysBefore(3) });
      const [full, diff, one, two] = await publish('diff', 'incr', 'incr');
      const placed: string[] = [];
      const place = nas.place.bind(nas);
      nas.place = async (manifest, ...rest) => {
        placed.push(manifest.filename);
        return place(manifest, ...rest);
      };
      const report = await sync();
      expect(placed).to.deep.equal(names([full!, diff!, one!, two!, ...old]));
      expect(copied(report)).to.deep.equal(placed);
      const listed = await listNas();
      expect(listed.map(isVerified)).to.deep.equal(listed.map(() => true));
      expect((await sync()).copied).to.deep.equal([]);
    });

    it('are planned on a dry run as they are made', async () => {
      const chain = await publish('diff', 'incr');
      const report = await useCases.syncStores.execute({ store: 'nas', dryRun: true });
      expect(copied(report)).to.deep.equal(names(chain));
    });

    it('get a missing parent; the good file above it stays', async () => {
      const [full] = await publish('diff');
      await sync();
      await lose(nas, full!);
      nas.remove = () => Promise.reject(new Error('nothing may be removed'));
      expect((await listNas()).map(damageOf)).to.deep.equal([`its parent ${full!.filename} is missing`]);
      expect(copied(await sync())).to.deep.equal([full!.filename]);
      expect((await listNas()).map(isVerified)).to.deep.equal([true, true]);
    });

    it('get a good parent in place of a damaged one', async () => {
      const [full, , incr] = await publish('diff', 'incr');
      await sync();
      overwrite(nasDisk, full!);
      await verifyInNas(full!);
      expect((await listNas()).map(isVerified)).to.deep.equal([false, false, false]);
      expect(copied(await sync())).to.deep.equal([full!.filename]);
      expect((await listNas()).map(isVerified)).to.deep.equal([true, true, true]);
      expect(names(await listNas())).to.include(incr!.filename);
    });

    for (const [what, loseInSource] of [
      ['', false],
      [', read from a store that lacks its full', true],
    ] as const)
      it(`get a good delta in place of a damaged one${what}`, async () => {
        const [full, diff, incr] = await publish('diff', 'incr');
        await sync();
        overwrite(nasDisk, diff!);
        const { result } = await verifyInNas(diff!);
        expect(result).to.equal('failed');
        if (loseInSource) await lose(product.store, full!);
        expect(copied(await sync())).to.deep.equal([diff!.filename]);
        expect((await verifyInNas(incr!, 'quick')).result).to.equal('ok');
        expect((await listNas()).map(isVerified)).to.deep.equal([true, true, true]);
      });

    it('heal a chain whose parts are good in different stores', async () => {
      const [full, diff, incr] = await publish('diff', 'incr');
      await sync();
      await lose(product.store, full!);
      await lose(nas, incr!);
      const report = await useCases.syncStores.execute({});
      expect(copied(report)).to.have.members([full!.filename, incr!.filename]);
      for (const store of [product.store, nas]) {
        const listed = await store.list();
        expect(names(listed)).to.have.members(names([full!, diff!, incr!]));
        expect(listed.map(isVerified)).to.deep.equal([true, true, true]);
      }
    });

    it('are skipped as damaged where no store has the parent', async () => {
      const [full, diff, incr] = await publish('diff', 'incr');
      await lose(product.store, full!);
      const report = await sync();
      expect(report.copied).to.deep.equal([]);
      const reason = `it cannot be restored: its parent ${full!.filename} is missing`;
      expect(skips(report)).to.deep.equal([
        [incr!.filename, 'damaged', reason],
        [diff!.filename, 'damaged', reason],
      ]);
    });

    it('are skipped as not verified where a backup below is not', async () => {
      const [full, diff] = await publish('diff');
      await product.store.saveState(full!, { ...full!.state, verifications: [] });
      const report = await sync();
      expect(report.copied).to.deep.equal([]);
      expect(skips(report)).to.deep.equal([
        [full!.filename, 'not_verified', 'it is not verified in any other store'],
        [diff!.filename, 'not_verified', 'a backup below it is not verified in any other store'],
      ]);
    });

    it('have the whole base of what retention keeps', async () => {
      compose(aRetentionPolicy({ keepDays: 0, maxBackupFiles: 1 }));
      const [full, diff, one, two] = await publish('diff', 'incr', 'diff');
      const report = await sync();
      expect(copied(report)).to.deep.equal(names([full!, two!]));
      expect(skips(report).map(([filename, rule]) => [filename, rule])).to.deep.equal([
        [one!.filename, 'retention'],
        [diff!.filename, 'retention'],
      ]);
      expect((await listNas()).map(isVerified)).to.deep.equal([true, true]);
    });

    it('are not tried where the copy of the parent failed', async () => {
      const [full, diff, incr] = await publish('diff', 'incr');
      overwrite(product.disk, full!);
      let attempts = 0;
      const place = nas.place.bind(nas);
      nas.place = async (...args) => {
        attempts += 1;
        return place(...args);
      };
      const report = await sync();
      expect(report.copied).to.deep.equal([]);
      const dependsOn = (backup: Backup, parent: Backup) =>
        `${backup.filename} was not copied to the store nas: it depends on ${parent.filename}, which was not copied`;
      expect(failures(report)[0]?.[0]).to.equal(full!.filename);
      expect(failures(report).slice(1)).to.deep.equal([
        [diff!.filename, dependsOn(diff!, full!)],
        [incr!.filename, dependsOn(incr!, full!)],
      ]);
      expect(attempts).to.equal(1);
      expect(await nas.list()).to.deep.equal([]);
    });

    it('are not tried where a backup further below failed', async () => {
      const [full, diff, incr] = await publish('diff', 'incr');
      await sync();
      await lose(nas, full!, incr!);
      overwrite(product.disk, full!);
      const report = await sync();
      expect(failures(report)[1]).to.deep.equal([
        incr!.filename,
        `${incr!.filename} was not copied to the store nas: it depends on ${full!.filename}, which was not copied`,
      ]);
      expect(names(await nas.list())).to.deep.equal([diff!.filename]);
    });

    it('are skipped where another file has the name of a backup below', async () => {
      const [full, diff, incr] = await publish('diff', 'incr');
      nasDisk.write(keyOf(full!), 'of another tool');
      const report = await sync();
      expect(failures(report).map(([filename]) => filename)).to.deep.equal([full!.filename]);
      const reason = `it could not be restored from this store: the manifest of its parent ${full!.filename} is damaged`;
      expect(skips(report)).to.deep.equal([
        [incr!.filename, 'damaged', reason],
        [diff!.filename, 'damaged', reason],
      ]);
      expect(names(await nas.list())).to.deep.equal([full!.filename]);
    });
  });

  describe('by copy', () => {
    it('of one delta include the backups below it, not those above', async () => {
      const [full, diff, one] = await publish('diff', 'incr', 'incr');
      const report = await copy({ filename: one!.filename });
      expect(copied(report)).to.deep.equal(names([full!, diff!, one!]));
      expect(names(await listNas())).to.deep.equal(names([full!, diff!, one!]));
      expect((await listNas()).map(isVerified)).to.deep.equal([true, true, true]);
    });

    it('of a delta that is there add its missing parent', async () => {
      const [full, diff] = await publish('diff');
      await copy();
      await lose(nas, full!);
      const report = await copy({ filename: diff!.filename });
      expect(copied(report)).to.deep.equal([full!.filename]);
      expect(skips(report).map(([filename, rule]) => [filename, rule])).to.deep.equal([
        [diff!.filename, 'present'],
      ]);
    });

    it('of all are made once, and skipped the second time', async () => {
      const chain = await publish('diff', 'incr', 'diff');
      const report = await copy();
      expect(copied(report)).to.have.members(names(chain)).and.to.have.lengthOf(chain.length);
      const again = await copy();
      expect(again.copied).to.deep.equal([]);
      expect(skips(again).map(([, rule]) => rule)).to.deep.equal(chain.map(() => 'present'));
    });

    it('of a delta without its parent are refused; of all they are skipped', async () => {
      const [full, diff] = await publish('diff');
      await lose(product.store, full!);
      const error = await rejectionOf(copy({ filename: diff!.filename }));
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message).to.include(`its parent ${full!.filename} is missing`);
      expect(skips(await copy())).to.deep.equal([
        [diff!.filename, 'damaged', `it cannot be restored: its parent ${full!.filename} is missing`],
      ]);
      expect(await nas.list()).to.deep.equal([]);
    });

    it('of one delta fail as a whole where only a parent could be placed', async () => {
      const [full, diff] = await publish('diff');
      overwrite(product.disk, diff!);
      const error = await rejectionOf(copy({ filename: diff!.filename }));
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect(names(await nas.list())).to.deep.equal([full!.filename]);
    });
  });
});
