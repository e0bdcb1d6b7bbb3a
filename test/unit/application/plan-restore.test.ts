import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import type { RestorePlan } from '../../../src/application/plan-restore.ts';
import type { RestoreTarget } from '../../../src/application/restore-backup.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const BYTES = SOURCE_CONTENT.length;
const READER = { pid: 4711, command: 'python3', lock: 'read' } as const;

describe('PlanRestore', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
    product.inPlaceRestorer.holders = [READER];
  });

  /** The plan; nothing was changed, locked or emitted. */
  const plan = async (target: RestoreTarget, filename = backup.filename): Promise<RestorePlan> => {
    const before = product.disk.paths().map((path) => [path, product.disk.sha256(path)]);
    await product.lock.acquire('app', 'create').catch(() => undefined);
    const planned = await product.plan.execute({ backup: { by: 'name', filename }, target });
    expect(product.disk.paths().map((path) => [path, product.disk.sha256(path)])).to.deep.equal(before);
    expect(product.listener.events).to.deep.equal([]);
    return planned;
  };
  const toPath = (path: string, overwrite = false): RestoreTarget => ({ kind: 'path', path, overwrite });

  it('reports what a restore in place would do', async () => {
    product.disk.write(`${SOURCE_PATH}-wal`, 'log');
    const { verification, ...planned } = await plan({ kind: 'in_place' });
    expect(verification?.level).to.equal('checksum');
    expect(planned).to.deep.include({
      backup,
      verified: true,
      passedOver: undefined,
      futureDated: [],
      restoredTo: SOURCE_PATH,
      method: 'sqlite',
      exists: true,
      holders: [READER],
      neededBytes: 2 * BYTES,
      freeBytes: product.disk.freeBytes,
      safetyBackup: {
        database: 'app',
        label: `before restore of ${backup.filename}`,
        neededBytes: BYTES + 'log'.length,
      },
    });
  });

  it('plans no safety backup without a target', async () => {
    product.disk.remove(SOURCE_PATH);
    expect(await plan({ kind: 'in_place' })).to.deep.include({
      exists: false,
      method: 'file',
      neededBytes: BYTES,
      safetyBackup: undefined,
    });
  });

  it('plans none for --force', async () => {
    expect(await plan(toPath(SOURCE_PATH, true))).to.deep.include({
      exists: true,
      method: 'file',
      holders: [READER],
      neededBytes: BYTES,
      safetyBackup: undefined,
    });
  });

  it("plans another tool's file to a new path, without a verification", async () => {
    product.disk.write('/backup/foreign.db', SOURCE_CONTENT);
    const planned = await plan(toPath('/new/app.db'), 'foreign.db');
    expect(planned).to.deep.include({ exists: false, holders: [], verified: false, verification: undefined });
  });

  it('surveys an existing target without the page size', async () => {
    product.disk.write('/backup/foreign.db', SOURCE_CONTENT);
    expect((await plan(toPath(SOURCE_PATH, true), 'foreign.db')).method).to.equal('file');
  });

  it('names a newer backup that is not chosen', async () => {
    const createdAt = new Date(backup.createdAt.getTime() + 1000);
    product.clock.advance(2000);
    const newer = await publishBackup(product.disk, product.store, { createdAt, verified: false });
    const choice = { by: 'time', database: 'app', before: undefined } as const;
    const planned = await product.plan.execute({ backup: choice, target: { kind: 'in_place' } });
    expect([planned.backup.filename, planned.passedOver?.filename]).to.deep.equal([
      backup.filename,
      newer.filename,
    ]);
  });

  it('names future-dated backups that are not chosen', async () => {
    const createdAt = new Date(backup.createdAt.getTime() + 1000);
    const ahead = await publishBackup(product.disk, product.store, { createdAt });
    const choice = { by: 'time', database: 'app', before: undefined } as const;
    const planned = await product.plan.execute({ backup: choice, target: { kind: 'in_place' } });
    expect(planned.backup.filename).to.equal(backup.filename);
    expect(planned.futureDated.map(({ filename }) => filename)).to.deep.equal([ahead.filename]);
  });

  it('plans to replace a file that only cannot be restored in place', async () => {
    const survey = sinon.stub(product.inPlaceRestorer, 'survey');
    survey.rejects(new DatabaseAccessException('it is not ours', { hint: 'Be root.' }));
    expect(await plan(toPath(SOURCE_PATH, true))).to.deep.include({ method: 'file', holders: [] });
    const bug = new TypeError('a bug');
    survey.rejects(bug);
    expect(await rejectionOf(plan(toPath(SOURCE_PATH, true)))).to.equal(bug);
  });

  it('refuses as the restore would', async () => {
    expect(await rejectionOf(plan(toPath(SOURCE_PATH)))).to.be.instanceOf(UsageException);
    product.store.ownedPaths.add('/backups/app.db.gz');
    expect(await rejectionOf(plan(toPath('/backups/app.db.gz', true)))).to.be.instanceOf(UsageException);
    product.sourceFiles.overrides.set('/data', { kind: 'directory' });
    expect(await rejectionOf(plan(toPath('/data', true)))).to.be.instanceOf(UsageException);
    product.disk.capacityBytes = product.disk.usedBytes + 2 * BYTES - 1;
    expect(await rejectionOf(plan({ kind: 'in_place' }))).to.be.instanceOf(BackupDirectoryException);
  });
});
