import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, spy, stub } from 'sinon';
import { InMemoryArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/in-memory-artifact-extractor.ts';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/in-memory-database-inspector.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryOperationLock } from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { InMemoryAnomalyStore } from '../../../src/adapters/outbound/json-records/anomaly-store.ts';
import { InMemoryRunListener } from '../../../src/adapters/outbound/run-listener/in-memory-run-listener.ts';
import { InMemoryStagingArea } from '../../../src/adapters/outbound/staging-area/in-memory-staging-area.ts';
import { CleanupBackups } from '../../../src/application/cleanup-backups.ts';
import { ArtifactVerifier } from '../../../src/application/verification/artifact-verifier.ts';
import { RunCoordinator } from '../../../src/application/runs/run-coordinator.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import type { AnomalyState } from '../../../src/domain/anomaly/anomaly.ts';
import type { Verification } from '../../../src/domain/verification/verification.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { DAY_MS, NOW, aVerification, daysBefore } from '../../support/backup-builder.ts';
import { publishBackup, type PublishOptions } from '../../support/publish-backup.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const OLD = 'older than keep_days (7) before the newest verified backup';

const DAMAGED: AnomalyState = { anomalies: [{ kind: 'source_damaged', since: NOW, detail: 'page 5' }] };

describe('CleanupBackups', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let lock: InMemoryOperationLock;
  let listener: InMemoryRunListener;
  let clock: ManualClock;
  let anomalies: InMemoryAnomalyStore;
  let cleanup: CleanupBackups;

  beforeEach(() => {
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    lock = new InMemoryOperationLock();
    listener = new InMemoryRunListener();
    clock = new ManualClock(NOW);
    const coordinator = new RunCoordinator({ clock, lock, listeners: [listener] });
    anomalies = new InMemoryAnomalyStore(disk);
    const verifier = new ArtifactVerifier(
      {
        store,
        extractor: new InMemoryArtifactExtractor(disk),
        inspector: new InMemoryDatabaseInspector(disk),
        staging: new InMemoryStagingArea(disk),
      },
      { minFreeBytes: 0 },
    );
    cleanup = new CleanupBackups({ store, anomalies, verifier, clock }, coordinator, {
      retention: aRetentionPolicy(),
      anchorMaxAgeMs: DAY_MS,
      ownRetention: new Map([
        ['crm', aRetentionPolicy({ keepDays: 0, keepDaily: 2 })],
        ['logs', aRetentionPolicy({ keepMin: 3, maxBackupFiles: 3 })],
      ]),
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

  it('removes what retention decides, each file with its reason, newest first', async () => {
    const [newest, old, oldest] = [await publish(0), await publish(9), await publish(8)];
    expect(await cleanup.execute({ dryRun: false })).to.deep.equal({
      removed: [
        { filename: oldest, rule: 'too_old', reason: OLD },
        { filename: old, rule: 'too_old', reason: OLD },
      ],
      kept: [{ filename: newest, rule: 'newest_verified', reason: 'the newest verified backup' }],
      failed: [],
      checked: [],
      freedBytes: 2 * 23,
      dryRun: false,
    });
    expect(await remaining()).to.deep.equal([newest]);
  });

  it('decides for each database separately', async () => {
    const app = await publish(0);
    const shop = await publish(90, { database: 'shop' });
    const oldShop = await publish(99, { database: 'shop' });
    const { kept, removed } = await cleanup.execute({ dryRun: false });
    expect(kept.map(({ filename }) => filename)).to.deep.equal([app, shop]);
    expect(removed.map(({ filename }) => filename)).to.deep.equal([oldShop]);
  });

  it('uses the policy of a database', async () => {
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

  describe('with keep_days or max_files in the command', () => {
    it('uses them for every database, instead of the settings', async () => {
      await publish(0);
      await publish(9);
      const gone = await publish(31);
      await publish(0, { database: 'logs' });
      const oldLog = await publish(20, { database: 'logs' });
      const { removed } = await cleanup.execute({ keepDays: 30, dryRun: false });
      expect(removed.map(({ filename }) => filename)).to.deep.equal([gone]);
      expect(await remaining()).to.include(oldLog);
      const { removed: beyond } = await cleanup.execute({
        database: 'app',
        maxFiles: 1,
        keepDays: 30,
        dryRun: false,
      });
      expect(beyond.map(({ rule }) => rule)).to.deep.equal(['over_cap']);
    });

    it('refuses an invalid number, or less than keep_min, and removes nothing', async () => {
      await publish(0);
      await publish(9);
      for (const change of [
        { keepDays: -1 },
        { keepDays: 1.5 },
        { keepDays: 36_501 },
        { maxFiles: 0 },
        { maxFiles: 2 },
      ])
        expect(await rejectionOf(cleanup.execute({ ...change, dryRun: false }))).to.be.instanceOf(
          UsageException,
        );
      expect(await remaining()).to.have.lengthOf(2);
      // Only the database logs has keep_min 3.
      const { removed } = await cleanup.execute({ database: 'app', maxFiles: 2, dryRun: true });
      expect(removed).to.have.lengthOf(1);
    });
  });

  it('removes nothing of a database whose retention is paused, and says why', async () => {
    await publish(0);
    const old = await publish(9);
    await publish(0, { database: 'shop' });
    const oldShop = await publish(9, { database: 'shop' });
    await anomalies.write('app', DAMAGED);
    for (const dryRun of [true, false]) {
      const { removed, kept } = await cleanup.execute({ dryRun });
      expect(removed).to.deep.equal([{ filename: oldShop, rule: 'too_old', reason: OLD }]);
      const paused = kept.find(({ filename }) => filename === old);
      expect(paused).to.include({ rule: 'frozen' });
      expect(paused?.reason).to.include('retention is paused: app is damaged: page 5');
    }
    expect(await remaining()).to.include(old);
  });

  it('checks the pause under the lock', async () => {
    await publish(0);
    const old = await publish(9);
    const acquire = stub(lock, 'acquire').callsFake(async (...args) => {
      await anomalies.write('app', DAMAGED);
      acquire.restore();
      return lock.acquire(...args);
    });
    await cleanup.execute({ dryRun: false });
    expect(await remaining()).to.include(old);
  });

  it('lists the whole directory once, then each database separately', async () => {
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

  it('handles only the requested database', async () => {
    await publish(0);
    const oldApp = await publish(9);
    await publish(0, { database: 'shop' });
    const oldShop = await publish(9, { database: 'shop' });
    const { removed, kept } = await cleanup.execute({ database: 'shop', dryRun: false });
    expect(removed.map(({ filename }) => filename)).to.deep.equal([oldShop]);
    expect(kept).to.have.length(1);
    expect(await remaining()).to.include(oldApp);
  });

  it('does nothing for a name without backups', async () => {
    await publish(0);
    const nothing = { removed: [], kept: [], failed: [], checked: [], freedBytes: 0, dryRun: false };
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
        reason: 'not made by this tool: retention never removes it',
      },
    ]);
    expect(listener.events).to.deep.equal([]);
  });

  describe('on a dry run', () => {
    it('reports the decisions and changes nothing, also during another run', async () => {
      const newest = await publish(0);
      const old = await publish(9);
      await lock.acquire('app', 'create');
      expect(await cleanup.execute({ dryRun: true })).to.deep.equal({
        removed: [{ filename: old, rule: 'too_old', reason: OLD }],
        kept: [{ filename: newest, rule: 'newest_verified', reason: 'the newest verified backup' }],
        failed: [],
        checked: [],
        freedBytes: 23,
        dryRun: true,
      });
      expect(await remaining()).to.deep.equal([newest, old]);
      expect(listener.events).to.deep.equal([]);
    });
  });

  describe('before it removes anything', () => {
    const saveVerifications = async (filename: string, ...verifications: readonly Verification[]) => {
      const backup = (await store.list()).find((one) => one.filename === filename)!;
      await store.saveState(backup, { ...backup.state, verifications });
    };
    const lastVerification = async (filename: string): Promise<Verification | undefined> =>
      (await store.list()).find((one) => one.filename === filename)?.state.verifications.at(-1);
    const flipOneByte = (filename: string): void => {
      const bytes = disk.read(`/backup/${filename}`)!;
      bytes[bytes.length - 1]! ^= 1;
      disk.write(`/backup/${filename}`, bytes);
    };
    const stale = aVerification('ok', daysBefore(2));

    it('verifies an old anchor again, and records it', async () => {
      const [newest, old] = [await publish(0), await publish(9)];
      await saveVerifications(newest, stale);
      const { removed, checked } = await cleanup.execute({ dryRun: false });
      expect(removed.map(({ filename }) => filename)).to.deep.equal([old]);
      expect(checked.map(({ filename, result }) => ({ filename, result }))).to.deep.equal([
        { filename: newest, result: 'ok' },
      ]);
      expect(await lastVerification(newest)).to.include({ level: 'checksum', result: 'ok' });
      expect((await lastVerification(newest))?.at).to.deep.equal(NOW);
    });

    it('removes nothing in favour of a backup with a flipped byte: the next verified one is the anchor', async () => {
      const [newest, good] = [await publish(0), await publish(1)];
      const [within, old] = [await publish(7), await publish(9)];
      for (const filename of [newest, good]) await saveVerifications(filename, stale);
      flipOneByte(newest);
      const { removed, kept, checked } = await cleanup.execute({ dryRun: false });
      expect(checked.map(({ filename, result }) => `${filename} ${result}`)).to.deep.equal([
        `${newest} failed`,
        `${good} ok`,
      ]);
      expect(removed.map(({ filename }) => filename)).to.deep.equal([old]);
      const fate = kept.find(({ filename }) => filename === newest);
      expect(fate).to.include({ rule: 'no_newer_verified' });
      expect(fate?.reason).to.match(
        /^damaged: the verification of .* failed: .*no newer verified backup exists$/,
      );
      expect(kept.map(({ filename }) => filename)).to.include(within);
      expect(await lastVerification(newest)).to.include({ result: 'failed' });
      const warning = listener.events.find(({ type }) => type === 'warning');
      expect(warning?.type === 'warning' && warning.message).to.match(
        /is damaged: .*nothing is removed in its/,
      );
    });

    it('removes nothing when one anchor after the other is damaged', async () => {
      const all = [await publish(0), await publish(8), await publish(16)];
      for (const filename of all) {
        await saveVerifications(filename, stale);
        flipOneByte(filename);
      }
      const { removed, checked } = await cleanup.execute({ dryRun: false });
      expect(removed).to.deep.equal([]);
      expect(checked.map(({ result }) => result)).to.deep.equal(['failed', 'failed']);
      expect(await remaining()).to.deep.equal(all);
    });

    it('does not count a truncated backup, even if verified recently', async () => {
      const [newest, good] = [await publish(0), await publish(9)];
      disk.write(`/backup/${newest}`, '');
      for (const dryRun of [true, false]) {
        const { removed, kept } = await cleanup.execute({ dryRun });
        expect(removed).to.deep.equal([]);
        expect(kept).to.deep.equal([
          {
            filename: newest,
            rule: 'no_newer_verified',
            reason:
              'damaged: its data file has 0 bytes, its manifest says 23; no newer verified backup exists',
          },
          { filename: good, rule: 'newest_verified', reason: 'the newest verified backup' },
        ]);
      }
    });

    it('verifies a backup again whose file was written to after its verification', async () => {
      const [newest, good] = [await publish(0), await publish(9)];
      flipOneByte(newest);
      disk.write(`/backup/${newest}`, disk.read(`/backup/${newest}`)!, new Date(NOW.getTime() + 1));
      const { removed, checked } = await cleanup.execute({ dryRun: false });
      expect(checked.map(({ filename, result }) => ({ filename, result }))).to.deep.equal([
        { filename: newest, result: 'failed' },
      ]);
      expect(removed).to.deep.equal([]);
      expect(await remaining()).to.include(good);
    });

    it('verifies all backups of keep_min', async () => {
      const all = [];
      for (const days of [0, 1, 2, 3]) all.push(await publish(days, { database: 'logs' }));
      for (const filename of all) await saveVerifications(filename, stale);
      flipOneByte(all[1]!);
      const { removed, checked } = await cleanup.execute({ database: 'logs', dryRun: false });
      // The second of four is damaged, so that only keep_min 3 are left.
      expect(checked.map(({ result }) => result)).to.deep.equal(['ok', 'failed']);
      expect(removed).to.deep.equal([]);
      expect(await remaining()).to.deep.equal(all);
    });

    it('removes nothing in favour of an unreadable backup, and continues', async () => {
      const [newest, next, old] = [await publish(0), await publish(1), await publish(9)];
      await saveVerifications(newest, stale);
      stub(InMemoryArtifactExtractor.prototype, 'extract').rejects(
        new BackupDirectoryException('EIO', { hint: 'Look at the disk.' }),
      );
      const { removed, checked } = await cleanup.execute({ dryRun: false });
      expect(checked).to.deep.equal([{ filename: newest, result: 'inconclusive', detail: 'read: EIO' }]);
      expect(removed.map(({ filename }) => filename)).to.deep.equal([old]);
      expect(await remaining()).to.deep.equal([newest, next]);
    });

    it('does not hide a bug in verifying', async () => {
      await saveVerifications(await publish(0), stale);
      await publish(9);
      const bug = new TypeError('x is not a function');
      stub(InMemoryArtifactExtractor.prototype, 'extract').rejects(bug);
      expect(await rejectionOf(cleanup.execute({ dryRun: false }))).to.equal(bug);
    });

    it('verifies nothing when nothing would be removed', async () => {
      await saveVerifications(await publish(0), stale);
      await publish(1);
      expect((await cleanup.execute({ dryRun: false })).checked).to.deep.equal([]);
    });

    it('reports on a dry run what it would verify, and verifies nothing', async () => {
      const [newest, old] = [await publish(0), await publish(9)];
      await saveVerifications(newest, stale);
      const { removed, checked } = await cleanup.execute({ dryRun: true });
      expect(checked).to.deep.equal([
        { filename: newest, result: 'pending', detail: 'would be verified before anything is removed' },
      ]);
      expect(removed.map(({ filename }) => filename)).to.deep.equal([old]);
      expect(await lastVerification(newest)).to.deep.equal(stale);
    });

    it('stops at the deadline during the verification', async () => {
      const [newest, old] = [await publish(0), await publish(9)];
      await saveVerifications(newest, stale);
      stub(InMemoryArtifactExtractor.prototype, 'extract').callsFake((_request, { signal }) => {
        clock.advance(1000);
        signal.throwIfAborted();
        throw new TypeError('the deadline did not abort the signal');
      });
      const error = await rejectionOf(cleanup.execute({ database: 'app', dryRun: false }));
      expect(error).to.be.instanceOf(BackupTimeoutException);
      expect(await remaining()).to.include(old);
    });
  });

  it('decides again once it has the lock', async () => {
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

  it('reports the result to the listeners', async () => {
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
      it(`reports it and continues (${error.name})`, async () => {
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

    it('handles a thrown non-error', async () => {
      await publish(0);
      await publish(9);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the point of this test
      stub(store, 'remove').callsFake(async () => Promise.reject('odd'));
      expect((await cleanup.execute({ dryRun: false })).failed.map(({ error }) => error)).to.deep.equal([
        'odd',
      ]);
    });
  });

  describe('when the directory differs afterwards', () => {
    const failure = (): unknown => {
      const event = listener.events.at(-1);
      return event?.type === 'failed' ? event.error : undefined;
    };

    for (const database of [undefined, 'app']) {
      const scope = database === undefined ? 'all databases' : 'one database';

      it(`fails the run when a removed file still exists (${scope})`, async () => {
        const newest = await publish(0);
        const old = await publish(9);
        stub(store, 'remove').resolves();
        const { removed, kept, failed } = await cleanup.execute({ database, dryRun: false });
        expect(failed).to.deep.equal([{ filename: old, error: 'it still exists after its removal' }]);
        expect(removed).to.deep.equal([]);
        expect(kept.map(({ filename }) => filename)).to.deep.equal([newest]);
        expect(failure()).to.be.instanceOf(BackupDirectoryException);
        expect((failure() as Error).message).to.include(old);
      });
    }

    it('fails the run when a kept file is missing', async () => {
      await publish(0);
      const [kept, old] = [await publish(1), await publish(9)];
      const remove = store.remove.bind(store);
      stub(store, 'remove').callsFake(async (backup) => {
        await remove(backup);
        disk.remove(`/backup/${kept}`);
      });
      const { removed, failed } = await cleanup.execute({ dryRun: false });
      expect(failed).to.deep.equal([
        { filename: kept, error: 'it is gone, but retention did not remove it' },
      ]);
      expect(removed.map(({ filename }) => filename)).to.deep.equal([old]);
      expect(failure()).to.be.instanceOf(BackupDirectoryException);
    });

    it("ignores another tool's missing file", async () => {
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

    it('reports files that it could not check', async () => {
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
      expect(failed).to.deep.equal([{ filename: old, error: 'it is unknown whether it is gone: EIO' }]);
      expect(failure()).to.be.instanceOf(BackupDirectoryException);
    });

    it('does not hide a bug in the comparison', async () => {
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

  describe('when a database is locked', () => {
    it('is an error for the one requested database', async () => {
      await publish(0);
      await lock.acquire('app', 'create');
      const error = await rejectionOf(cleanup.execute({ database: 'app', dryRun: false }));
      expect(error).to.be.instanceOf(OperationInProgressException);
    });

    it('reports the files to be removed, keeps the rest and cleans up the others', async () => {
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

  describe('at the deadline', () => {
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

    it('reports removed and not removed files', async () => {
      const [first, second] = await publishAndStall();
      const { removed, kept, failed } = await cleanup.execute({ dryRun: false });
      expect(removed.map(({ filename }) => filename)).to.deep.equal([first]);
      expect(kept).to.have.length(1);
      expect(failed).to.deep.equal([{ filename: second, error: 'cleanup of app did not finish within 1 s' }]);
      expect(await remaining()).to.include(second);
    });

    it('is an error for the one requested database', async () => {
      await publishAndStall();
      const error = await rejectionOf(cleanup.execute({ database: 'app', dryRun: false }));
      expect(error).to.be.instanceOf(BackupTimeoutException);
    });
  });

  it('stops when the caller cancels', async () => {
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
