import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, spy, stub } from 'sinon';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryOperationLock } from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { InMemoryRetentionFreeze } from '../../../src/adapters/outbound/retention-freeze/in-memory-retention-freeze.ts';
import { InMemoryRunListener } from '../../../src/adapters/outbound/run-listener/in-memory-run-listener.ts';
import { CleanupBackups } from '../../../src/application/cleanup-backups.ts';
import { RunCoordinator } from '../../../src/application/runs/run-coordinator.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { NOW, daysBefore } from '../../support/backup-builder.ts';
import { publishBackup, type PublishOptions } from '../../support/publish-backup.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const OLD = 'older than keep_days (7) before the newest verified backup';

describe('CleanupBackups', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let lock: InMemoryOperationLock;
  let listener: InMemoryRunListener;
  let clock: ManualClock;
  let freeze: InMemoryRetentionFreeze;
  let cleanup: CleanupBackups;

  beforeEach(() => {
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    lock = new InMemoryOperationLock();
    listener = new InMemoryRunListener();
    clock = new ManualClock(NOW);
    const coordinator = new RunCoordinator(clock, lock, [listener]);
    freeze = new InMemoryRetentionFreeze();
    cleanup = new CleanupBackups({ store, freeze }, coordinator, clock, {
      retention: aRetentionPolicy(),
      ownRetention: new Map([['crm', aRetentionPolicy({ keepDays: 0, keepDaily: 2 })]]),
      timeoutMs: 1000,
    });
  });

  afterEach(() => {
    restore();
  });

  const publish = async (days: number, options: PublishOptions = {}): Promise<string> =>
    (await publishBackup(disk, store, { createdAt: daysBefore(days), ...options })).filename;

  const remaining = async (): Promise<readonly string[]> =>
    (await store.list()).map(({ filename }) => filename);

  it('removes what retention removes, each file with its reason, newest first', async () => {
    const [newest, old, oldest] = [await publish(0), await publish(9), await publish(8)];
    expect(await cleanup.execute({ dryRun: false })).to.deep.equal({
      removed: [
        { filename: oldest, rule: 'too_old', reason: OLD },
        { filename: old, rule: 'too_old', reason: OLD },
      ],
      kept: [{ filename: newest, rule: 'newest_verified', reason: 'the newest verified backup' }],
      failed: [],
      dryRun: false,
    });
    expect(await remaining()).to.deep.equal([newest]);
  });

  it('judges every database by itself', async () => {
    const app = await publish(0);
    const shop = await publish(90, { database: 'shop' });
    const oldShop = await publish(99, { database: 'shop' });
    const { kept, removed } = await cleanup.execute({ dryRun: false });
    expect(kept.map(({ filename }) => filename)).to.deep.equal([app, shop]);
    expect(removed.map(({ filename }) => filename)).to.deep.equal([oldShop]);
  });

  it('goes by the policy that a database has of its own', async () => {
    await publish(0);
    const app = await publish(6);
    await publish(0, { database: 'crm' });
    const yesterday = await publish(1, { database: 'crm' });
    const before = await publish(2, { database: 'crm' });
    const { removed, kept } = await cleanup.execute({ dryRun: false });
    expect(removed.map(({ filename }) => filename)).to.deep.equal([before]);
    expect(kept).to.deep.include({ filename: yesterday, rule: 'bucket', reason: 'daily 2026-11-21' });
    expect(await remaining()).to.include(app);
  });

  it('removes nothing of a database that is frozen, and says why', async () => {
    await publish(0);
    const old = await publish(9);
    await publish(0, { database: 'shop' });
    const oldShop = await publish(9, { database: 'shop' });
    freeze.freeze('app', 'its source is damaged');
    for (const dryRun of [true, false]) {
      const { removed, kept } = await cleanup.execute({ dryRun });
      expect(removed).to.deep.equal([{ filename: oldShop, rule: 'too_old', reason: OLD }]);
      expect(kept).to.deep.include({
        filename: old,
        rule: 'frozen',
        reason: 'retention is frozen: its source is damaged',
      });
    }
    expect(await remaining()).to.include(old);
  });

  it('asks whether it is frozen under the lock', async () => {
    await publish(0);
    const old = await publish(9);
    const acquire = stub(lock, 'acquire').callsFake(async (...args) => {
      freeze.freeze('app', 'its source shrank');
      acquire.restore();
      return lock.acquire(...args);
    });
    await cleanup.execute({ dryRun: false });
    expect(await remaining()).to.include(old);
  });

  it('lists the whole directory once, then each database by itself', async () => {
    for (const database of ['app', 'shop', 'blog']) {
      await publish(0, { database });
      await publish(20, { database });
    }
    const list = spy(store, 'list');
    await cleanup.execute({ dryRun: false });
    const wanted = list.args.map(([one]) => one?.database);
    expect(wanted.filter((database) => database === undefined)).to.have.length(1);
    // Before anything is removed, and afterwards.
    for (const database of ['app', 'shop', 'blog'])
      expect(wanted.filter((one) => one === database)).to.have.length(2);
  });

  it('reports newest first across the databases', async () => {
    const expected = [await publish(0), await publish(1, { database: 'shop' }), await publish(2)];
    const { kept } = await cleanup.execute({ dryRun: false });
    expect(kept.map(({ filename }) => filename)).to.deep.equal(expected);
  });

  it('only touches the database that was asked for', async () => {
    await publish(0);
    const oldApp = await publish(9);
    await publish(0, { database: 'shop' });
    const oldShop = await publish(9, { database: 'shop' });
    const { removed, kept } = await cleanup.execute({ database: 'shop', dryRun: false });
    expect(removed.map(({ filename }) => filename)).to.deep.equal([oldShop]);
    expect(kept).to.have.length(1);
    expect(await remaining()).to.include(oldApp);
  });

  it('does nothing for a name that has no backups', async () => {
    await publish(0);
    const nothing = { removed: [], kept: [], failed: [], dryRun: false };
    expect(await cleanup.execute({ database: 'wrong', dryRun: false })).to.deep.equal(nothing);
    expect(listener.events).to.deep.equal([]);
  });

  it("keeps other tools' files, with a reason, and takes no lock for them", async () => {
    disk.write('/backup/theirs.db.gz', 'x', daysBefore(500));
    const { kept } = await cleanup.execute({ dryRun: false });
    expect(kept).to.deep.equal([
      {
        filename: 'theirs.db.gz',
        rule: 'unmanaged',
        reason: 'not made by this tool: retention never touches it',
      },
    ]);
    expect(listener.events).to.deep.equal([]);
  });

  describe('on a dry run', () => {
    it('says what it would do and does nothing, whoever holds the lock', async () => {
      const newest = await publish(0);
      const old = await publish(9);
      await lock.acquire('app', 'create');
      expect(await cleanup.execute({ dryRun: true })).to.deep.equal({
        removed: [{ filename: old, rule: 'too_old', reason: OLD }],
        kept: [{ filename: newest, rule: 'newest_verified', reason: 'the newest verified backup' }],
        failed: [],
        dryRun: true,
      });
      expect(await remaining()).to.deep.equal([newest, old]);
      expect(listener.events).to.deep.equal([]);
    });
  });

  it('goes by what is there once it has the lock', async () => {
    await publish(0);
    const old = await publish(9);
    const [, listed] = await store.list();
    const acquire = stub(lock, 'acquire').callsFake(async (...args) => {
      await store.saveState(listed!, { ...listed!.state, pinned: true });
      acquire.restore();
      return lock.acquire(...args);
    });
    const { kept } = await cleanup.execute({ dryRun: false });
    expect(kept).to.deep.include({ filename: old, rule: 'pinned', reason: 'pinned' });
    expect(await remaining()).to.include(old);
  });

  it('tells the listeners what came of it', async () => {
    await publish(0);
    await publish(9);
    await cleanup.execute({ dryRun: false });
    expect(listener.events.at(-1)).to.deep.include({
      type: 'succeeded',
      facts: { removed: 1, kept: 1, failed: 0 },
    });
  });

  describe('when a file cannot be removed', () => {
    for (const [error, hint] of [
      [new BackupDirectoryException('no permission', { hint: 'chmod' }), 'chmod'],
      [new Error('no permission'), 'Remove it by hand.'],
    ] as const) {
      it(`reports it and goes on with the rest (${error.name})`, async () => {
        await publish(0);
        const [stuck, old] = [await publish(8), await publish(9)];
        const remove = store.remove.bind(store);
        stub(store, 'remove').callsFake(async (backup) => {
          if (backup.filename === stuck) throw error;
          return remove(backup);
        });
        const { removed, failed } = await cleanup.execute({ dryRun: false });
        expect(failed).to.deep.equal([{ filename: stuck, error: 'no permission' }]);
        expect(removed).to.deep.equal([{ filename: old, rule: 'too_old', reason: OLD }]);
        const warning = { message: `${stuck} was not removed: no permission`, hint };
        expect(listener.events.find(({ type }) => type === 'warning')).to.deep.include(warning);
      });
    }

    it('copes with what is thrown and is no error', async () => {
      await publish(0);
      await publish(9);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the point of this test
      stub(store, 'remove').callsFake(async () => Promise.reject('odd'));
      expect((await cleanup.execute({ dryRun: false })).failed.map(({ error }) => error)).to.deep.equal([
        'odd',
      ]);
    });
  });

  describe('when the directory is not as it should be afterwards', () => {
    const failure = (): unknown => {
      const event = listener.events.at(-1);
      return event?.type === 'failed' ? event.error : undefined;
    };

    for (const database of [undefined, 'app']) {
      const scope = database === undefined ? 'all databases' : 'one database';

      it(`fails the run when a removed file is still there (${scope})`, async () => {
        const newest = await publish(0);
        const old = await publish(9);
        stub(store, 'remove').resolves();
        const { removed, kept, failed } = await cleanup.execute({ database, dryRun: false });
        expect(failed).to.deep.equal([{ filename: old, error: 'it is still there after it was removed' }]);
        expect(removed).to.deep.equal([]);
        expect(kept.map(({ filename }) => filename)).to.deep.equal([newest]);
        expect(failure()).to.be.instanceOf(BackupDirectoryException);
        expect((failure() as Error).message).to.include(old);
      });
    }

    it('fails the run when a kept file is gone', async () => {
      await publish(0);
      const [kept, old] = [await publish(1), await publish(9)];
      const remove = store.remove.bind(store);
      stub(store, 'remove').callsFake(async (backup) => {
        await remove(backup);
        disk.remove(`/backup/${kept}`);
      });
      const { removed, failed } = await cleanup.execute({ dryRun: false });
      expect(failed).to.deep.equal([
        { filename: kept, error: 'it is gone, and retention did not remove it' },
      ]);
      expect(removed.map(({ filename }) => filename)).to.deep.equal([old]);
      expect(failure()).to.be.instanceOf(BackupDirectoryException);
    });

    it("does not mind that another tool's file is gone", async () => {
      const foreign = 'app-20200101T000000000Z.db';
      disk.write(`/backup/${foreign}`, 'x');
      await publish(0);
      await publish(9);
      const remove = store.remove.bind(store);
      stub(store, 'remove').callsFake(async (backup) => {
        await remove(backup);
        disk.remove(`/backup/${foreign}`);
      });
      expect((await cleanup.execute({ dryRun: false })).failed).to.deep.equal([]);
      expect(failure()).to.equal(undefined);
    });

    it('reports what it could not look at', async () => {
      await publish(0);
      const old = await publish(9);
      const list = store.list.bind(store);
      let removals = 0;
      const remove = store.remove.bind(store);
      stub(store, 'remove').callsFake(async (backup) => {
        removals += 1;
        return remove(backup);
      });
      stub(store, 'list').callsFake(async (wanted) => {
        if (removals > 0) throw new BackupDirectoryException('EIO', { hint: 'Look at the disk.' });
        return list(wanted);
      });
      const { failed } = await cleanup.execute({ dryRun: false });
      expect(failed).to.deep.equal([{ filename: old, error: 'nobody knows whether it is gone: EIO' }]);
      expect(failure()).to.be.instanceOf(BackupDirectoryException);
    });

    it('does not hide a bug in looking', async () => {
      await publish(0);
      await publish(9);
      const bug = new TypeError('x is not a function');
      stub(store, 'remove').callsFake(() => {
        stub(store, 'list').rejects(bug);
        return Promise.resolve();
      });
      expect(await rejectionOf(cleanup.execute({ dryRun: false }))).to.equal(bug);
    });
  });

  describe('when a database is busy', () => {
    it('is an error for the one that was asked for', async () => {
      await publish(0);
      await lock.acquire('app', 'create');
      const error = await rejectionOf(cleanup.execute({ database: 'app', dryRun: false }));
      expect(error).to.be.instanceOf(OperationInProgressException);
    });

    it('reports the files that would have gone, keeps the rest and cleans up the others', async () => {
      const [newest, old] = [await publish(0), await publish(9)];
      await publish(0, { database: 'shop' });
      const oldShop = await publish(9, { database: 'shop' });
      await lock.acquire('app', 'create');
      const { removed, kept, failed } = await cleanup.execute({ dryRun: false });
      expect(failed).to.deep.equal([{ filename: old, error: 'another create of app is running' }]);
      expect(kept).to.deep.include({
        filename: newest,
        rule: 'newest_verified',
        reason: 'the newest verified backup',
      });
      expect(removed).to.deep.equal([{ filename: oldShop, rule: 'too_old', reason: OLD }]);
      expect(await remaining()).to.include(old);
    });
  });

  describe('when time runs out', () => {
    const publishAndStall = async (): Promise<readonly string[]> => {
      await publish(0);
      const olds = [await publish(8), await publish(9)];
      const remove = store.remove.bind(store);
      stub(store, 'remove').callsFake(async (backup) => {
        await remove(backup);
        clock.advance(1000);
      });
      return olds;
    };

    it('says what was removed until then and what was not', async () => {
      const [first, second] = await publishAndStall();
      const { removed, kept, failed } = await cleanup.execute({ dryRun: false });
      expect(removed.map(({ filename }) => filename)).to.deep.equal([first]);
      expect(kept).to.have.length(1);
      expect(failed).to.deep.equal([{ filename: second, error: 'cleanup of app did not finish within 1 s' }]);
      expect(await remaining()).to.include(second);
    });

    it('is an error for the one database that was asked for', async () => {
      await publishAndStall();
      const error = await rejectionOf(cleanup.execute({ database: 'app', dryRun: false }));
      expect(error).to.be.instanceOf(BackupTimeoutException);
    });
  });

  it('stops when the caller wishes so', async () => {
    await publish(0);
    const old = await publish(9);
    const error = await rejectionOf(cleanup.execute({ dryRun: false }, { signal: AbortSignal.abort() }));
    expect(error).to.be.instanceOf(OperationCancelledException);
    expect(await remaining()).to.include(old);
  });

  it('does not hide a bug', async () => {
    await publish(0);
    const bug = new TypeError('x is not a function');
    stub(lock, 'acquire').rejects(bug);
    expect(await rejectionOf(cleanup.execute({ dryRun: false }))).to.equal(bug);
  });
});
