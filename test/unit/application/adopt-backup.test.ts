import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { AdoptBackup, type AdoptBackupPolicy } from '../../../src/application/adopt-backup.ts';
import { isVerified, manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { decideRetention } from '../../../src/domain/retention/retention.ts';
import { DAY_MS } from '../../support/backup-builder.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import { keyOf, InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

const CONTENT = 'SQLite format 3\0 of another tool';
const MADE = new Date('2026-01-15T01:59:30.000Z');
const FOREIGN = 'app_20260115_020000.db.gz';

describe('AdoptBackup', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
    product.disk.write(`/backup/${FOREIGN}`, CONTENT, MADE);
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const adopt = (
    filename = FOREIGN,
    database?: string,
    policy: Partial<AdoptBackupPolicy> = {},
    pin?: boolean,
  ): Promise<Backup> =>
    new AdoptBackup(product, product.coordinator, {
      timeoutMs: TIMEOUT_MS,
      minFreeBytes: 0,
      host: 'box',
      toolVersion: '1.2.3',
      engine: 'native',
      databases: [],
      retention: aRetentionPolicy(),
      ownRetention: new Map(),
      ...policy,
    }).execute({ filename, database, pin });

  it('removes the scratch copy of a killed adoption', async () => {
    product.disk.write(await product.staging.allocate('app', 'none'), 'all of a database');
    await adopt();
    expect(product.staged()).to.deep.equal([]);
  });

  it('gives it a name, a manifest of the measured facts, and a recorded verification', async () => {
    const backup = await adopt();
    expect(backup.filename).to.equal('app-20260115T015930000Z.db.gz');
    expect(product.disk.has(`/backup/${FOREIGN}`)).to.equal(false);
    const digest = sha256(Buffer.from(CONTENT));
    expect(manifestOf(backup)).to.include({
      adopted: true,
      database: 'app',
      sourcePath: '',
      databaseBytes: CONTENT.length,
      databaseSha256: digest,
      storedSha256: digest,
      consistency: 'optimistic',
      host: 'box',
    });
    expect(isVerified(backup)).to.equal(true);
    expect(backup.state.verifications[0]).to.include({ level: 'quick', result: 'ok' });
    expect(await product.store.list()).to.deep.equal([backup]);
    expect(product.events('succeeded')[0]?.facts).to.include({ adopted_from: FOREIGN });
    const { result } = await product.verify.execute({ filename: backup.filename, level: 'full' });
    expect(result).to.equal('ok');
  });

  it('keeps a valid backup name, and its pin and label', async () => {
    const filename = 'shop-20261122T210800123Z-2.db.gz';
    product.disk.write(`/backup/${filename}`, CONTENT);
    const found = (await product.store.list()).find((backup) => backup.filename === filename)!;
    await product.store.saveState(found, { ...found.state, pinned: true, label: 'mine' });
    const backup = await adopt(filename);
    expect(backup).to.include({ filename, database: 'shop' });
    expect(backup.createdAt.toISOString()).to.equal('2026-11-22T21:08:00.123Z');
    expect(backup.state).to.include({ pinned: true, label: 'mine' });
  });

  it('dates a file that was copied later by its name', async () => {
    product.disk.write(`/backup/${FOREIGN}`, CONTENT, new Date(MADE.getTime() + 30 * DAY_MS));
    expect((await adopt()).createdAt.toISOString()).to.equal('2026-01-15T02:00:00.000Z');
  });

  it('uses the requested database, even if the name shows another', async () => {
    expect((await adopt(FOREIGN, 'shop')).database).to.equal('shop');
    const named = 'app-20261122T210800123Z.db';
    product.disk.write(`/backup/${named}`, CONTENT);
    expect((await adopt(named, 'shop')).filename).to.equal('shop-20261122T210800123Z.db');
  });

  it('requires the database when it is unclear', async () => {
    product.disk.write('/backup/夜间.db', CONTENT);
    const error = await rejectionOf(adopt('夜间.db'));
    expect(error).to.be.instanceOf(UsageException);
    expect((error as UsageException).hint).to.include('--database');
    expect(await rejectionOf(adopt('夜间.db', 'no/name'))).to.be.instanceOf(UsageException);
  });

  it('takes the source path from the other backups, else from the configuration, and never blocks a create', async () => {
    const configured = { databases: [{ name: 'app', path: '/srv/app.db' }] };
    expect(manifestOf(await adopt(FOREIGN, 'app', configured))?.sourcePath).to.equal('/srv/app.db');
    await publishBackup(product.disk, product.store, { database: 'shop', sourcePath: '/data/shop.db' });
    product.disk.write('/backup/shop.db', CONTENT);
    expect(manifestOf(await adopt('shop.db'))?.sourcePath).to.equal('/data/shop.db');
    product.disk.write('/backup/other.db', CONTENT);
    expect(manifestOf(await adopt('other.db'))?.sourcePath).to.equal('');
    const created = await product.create().execute({ sourcePath: SOURCE_PATH, database: 'other' });
    expect(created.verified).to.equal(true);
  });

  describe('so that retention removes nothing', () => {
    const recent = (daysOld: number): string => {
      const filename = `copy${String(daysOld)}.db`;
      product.disk.write(
        `/backup/${filename}`,
        CONTENT,
        new Date(product.clock.now().getTime() - daysOld * DAY_MS),
      );
      return filename;
    };

    it('pins a backup older than keep_days, and labels it', async () => {
      expect((await adopt()).state).to.include({ pinned: true, label: 'adopted' });
      expect((await adopt(recent(6), 'app')).state).to.include({ pinned: false, label: undefined });
    });

    it('uses the policy of the database', async () => {
      const ownRetention = new Map([['app', aRetentionPolicy({ keepDays: 365 })]]);
      expect((await adopt(FOREIGN, 'app', { ownRetention })).state.pinned).to.equal(false);
    });

    it('keeps the label of the file', async () => {
      const [found] = await product.store.list();
      await product.store.saveState(found!, { ...found!.state, label: 'mine' });
      expect((await adopt()).state).to.include({ pinned: true, label: 'mine' });
    });

    it('does not pin when that is not wanted', async () => {
      expect((await adopt(FOREIGN, 'app', {}, false)).state).to.include({ pinned: false, label: undefined });
    });

    it("pins a backup that would take another's slot", async () => {
      const retention = aRetentionPolicy({ maxBackupFiles: 2 });
      const pins: boolean[] = [];
      for (const days of [3, 2, 1]) {
        pins.push((await adopt(recent(days), 'app', { retention })).state.pinned);
      }
      expect(pins).to.deep.equal([false, false, true]);
      const decisions = decideRetention(await product.store.list(), retention, { now: product.clock.now() });
      expect(decisions.filter(({ action }) => action === 'remove')).to.deep.equal([]);
    });
  });

  it('refuses a damaged one, and leaves it unchanged', async () => {
    product.disk.write('/backup/bad.db.gz', 'cut off');
    const before = product.disk.paths('/backup/');
    expect(await rejectionOf(adopt('bad.db.gz'))).to.be.instanceOf(BackupVerificationException);
    product.disk.write('/backup/worse.db', 'no database');
    expect(await rejectionOf(adopt('worse.db'))).to.be.instanceOf(BackupVerificationException);
    expect(product.disk.paths('/backup/')).to.deep.equal([...before, '/backup/worse.db'].sort());
  });

  it('adopts what cannot be checked here, as unverified', async () => {
    product.inspector.inconclusive = 'no such collation sequence: house';
    const backup = await adopt();
    expect(isVerified(backup)).to.equal(false);
    expect(backup.state.verifications[0]).to.include({ result: 'inconclusive' });
    expect(product.events('warning')[0]?.message).to.include('house');
  });

  it('refuses a file with a manifest, intact or damaged', async () => {
    const { filename } = await publishBackup(product.disk, product.store);
    const path = keyOf({ filename });
    expect(((await rejectionOf(adopt(filename))) as Error).message).to.include('already managed');
    product.disk.write(`${path}.json`, 'altered');
    expect(((await rejectionOf(adopt(filename))) as Error).message).to.include('damaged');
  });

  it('refuses a delta without its manifest: it is no database alone', async () => {
    const filename = 'app-20260115T020000000Z.wal.zst';
    product.disk.write(`/backup/${filename}`, 'changes', MADE);
    const error = await rejectionOf(adopt(filename));
    expect(error).to.be.instanceOf(UsageException);
    expect((error as UsageException).hint).to.include(`${filename}.json`);
  });

  it('keeps the reserve free, and leaves the file unchanged', async () => {
    const error = await rejectionOf(adopt(FOREIGN, undefined, { minFreeBytes: product.disk.freeBytes }));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(product.disk.paths('/backup/')).to.deep.equal([`/backup/${FOREIGN}`]);
  });

  it('reports missing space, or a missing file', async () => {
    expect(await rejectionOf(adopt('lost.db'))).to.be.instanceOf(BackupNotFoundException);
    product.disk.capacityBytes = product.disk.usedBytes + 10;
    expect(await rejectionOf(adopt())).to.be.instanceOf(BackupDirectoryException);
    expect(product.disk.paths('/backup/')).to.deep.equal([`/backup/${FOREIGN}`]);
  });
});
