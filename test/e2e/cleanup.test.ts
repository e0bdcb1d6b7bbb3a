import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { FilesystemBackupStore } from '../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { SqliteOperationLock } from '../../src/adapters/outbound/operation-lock/sqlite-operation-lock.ts';
import { EMPTY_STATE } from '../../src/domain/backup/backup.ts';
import { aManifest, aVerification } from '../support/backup-builder.ts';
import { execute } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { Workspace, type ListedDocument } from './workspace.ts';

interface Cleaned {
  readonly removed: readonly { readonly filename: string; readonly reason: string }[];
  readonly kept: readonly { readonly filename: string; readonly reason: string }[];
  readonly failed: readonly unknown[];
  readonly checked: readonly { readonly filename: string; readonly result: string }[];
  readonly dry_run: boolean;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const POLICY = {
  keep_days: 2,
  keep_daily: 4,
  keep_monthly: 3,
  max_backup_files: 20,
  timezone: 'Europe/Berlin',
  databases: [{ name: 'shop', path: 'shop.db', keep_daily: 0, keep_monthly: 0, keep_min: 2 }],
};

describe('cleanup', () => {
  let workspace: Workspace;

  beforeEach(() => {
    workspace = Workspace.create();
    mkdirSync(workspace.backupDir);
    writeFileSync(workspace.path('policy.json'), JSON.stringify(POLICY));
  });
  afterEach(() => workspace.remove());

  /** Verified backups made at these moments, whose files are as their manifests say. */
  async function leaveBackups(database: string, ...moments: readonly string[]): Promise<void> {
    const store = new FilesystemBackupStore(workspace.backupDir);
    for (const moment of moments) {
      const staged = workspace.path('backup', 'staged');
      const content = Buffer.from(`SQLite format 3\0 of ${database} at ${moment}`);
      const stored = gzipSync(content);
      writeFileSync(staged, stored);
      const manifest = aManifest({
        database,
        sourcePath: workspace.path(`${database}.db`),
        createdAt: new Date(moment),
        databaseBytes: content.length,
        databaseSha256: sha256(content),
        storedBytes: stored.length,
        storedSha256: sha256(stored),
      });
      await store.publish(staged, manifest, { ...EMPTY_STATE, verifications: [aVerification()] });
    }
  }

  const cleanUp = (...argv: readonly string[]): Promise<Cleaned> =>
    workspace.document<Cleaned>('cleanup', '--config', 'policy.json', ...argv);

  const days = (files: readonly { readonly filename: string }[]): readonly string[] =>
    files.map(({ filename }) => filename.replace(/^(.*)-\d{4}(\d\d)(\d\d)T(\d\d).*$/, '$1 $2-$3 $4'));

  it('applies the policy of each database and prints the reasons', async () => {
    // In Berlin summer time ended on 25 October 2026, and 23:30 UTC is the next day.
    await leaveBackups(
      'app',
      '2026-10-27T12:00:00Z',
      '2026-10-26T12:00:00Z',
      '2026-10-25T12:00:00Z',
      '2026-10-24T23:30:00Z',
      '2026-10-24T12:00:00Z',
      '2026-10-23T12:00:00Z',
      '2026-09-30T22:30:00Z',
      '2026-09-30T21:30:00Z',
      '2026-08-01T12:00:00Z',
    );
    await leaveBackups('shop', '2026-10-27T12:00:00Z', '2026-10-01T12:00:00Z', '2026-09-01T12:00:00Z');
    const before = workspace.dataFiles();

    const planned = await cleanUp('--dry-run');
    expect(workspace.dataFiles()).to.deep.equal(before);
    const cleaned = await cleanUp();
    expect(cleaned).to.deep.equal({ ...planned, checked: cleaned.checked, dry_run: false });
    // They were verified long ago: one anchor of app, two of shop (keep_min 2).
    const results = (one: Cleaned) => one.checked.map(({ result }) => result);
    expect(results(planned)).to.deep.equal(['pending', 'pending', 'pending']);
    expect(results(cleaned)).to.deep.equal(['ok', 'ok', 'ok']);

    expect(days(cleaned.removed)).to.deep.equal([
      'app 10-24 23',
      'app 10-23 12',
      'app 09-30 22',
      'shop 09-01 12',
    ]);
    expect(Object.fromEntries(cleaned.kept.map((one) => [days([one])[0], one.reason]))).to.deep.equal({
      'app 10-27 12': 'the newest verified backup',
      'app 10-26 12': 'daily 2026-10-26',
      'app 10-25 12': 'daily 2026-10-25',
      'app 10-24 12': 'daily 2026-10-24',
      'app 09-30 21': 'monthly 2026-09',
      'app 08-01 12': 'monthly 2026-08',
      'shop 10-27 12': 'the newest verified backup',
      'shop 10-01 12': 'one of the newest verified backups (keep_min 2)',
    });
    expect(workspace.dataFiles()).to.have.members(cleaned.kept.map(({ filename }) => filename));

    const again = await cleanUp();
    expect(again.removed).to.deep.equal([]);
  });

  it('uses a flag instead of the policy of a database', async () => {
    await leaveBackups(
      'shop',
      '2026-10-27T12:00:00Z',
      '2026-10-26T12:00:00Z',
      '2026-10-25T12:00:00Z',
      '2026-10-20T12:00:00Z',
    );
    expect(days((await cleanUp('--dry-run', '--keep-days', '10')).removed)).to.deep.equal([]);
    expect(days((await cleanUp('--dry-run')).removed)).to.deep.equal(['shop 10-20 12']);
  });

  it('keeps a backup that another process reads, and names the process', async () => {
    await leaveBackups('app', '2026-10-27T12:00:00Z', '2026-01-27T12:00:00Z', '2025-01-27T12:00:00Z');
    const before = workspace.dataFiles();
    const held = await new SqliteOperationLock(workspace.backupDir).acquire('app', 'restore');
    try {
      await expectFailure(workspace, ['cleanup', '--database', 'app'], {
        code: 'OPERATION_IN_PROGRESS',
        exitCode: 10,
        says: /restore .* is running on app/,
      });
    } finally {
      await held.release();
    }
    expect(workspace.dataFiles()).to.deep.equal(before);
  });

  it('runs after a successful backup only', async () => {
    await execute(workspace.path('app.db'), 'CREATE TABLE people (name TEXT)');
    const old = ['2025-01-27T12:00:00Z', '2025-01-26T12:00:00Z'];
    await leaveBackups('gone', ...old);
    await expectFailure(workspace, ['create', 'gone.db', '--config', 'policy.json', '--database', 'gone'], {
      code: 'DATABASE_NOT_FOUND',
      exitCode: 3,
      says: /gone\.db/,
    });
    expect(workspace.dataFiles()).to.have.length(2);

    const filename = async (...argv: readonly string[]): Promise<string> =>
      (await workspace.create('app.db', ...argv)).filename;
    const first = await filename();
    const second = await filename();
    const off = workspace.with({
      env: { BACKUP_CLEANUP_AFTER_CREATE: 'false', BACKUP_MAX_BACKUP_FILES: '1' },
    });
    const third = (await off.create('app.db')).filename;
    expect(workspace.dataFiles()).to.include.members([first, second, third]);
    const on = workspace.with({ env: { BACKUP_MAX_BACKUP_FILES: '1' } });
    const fourth = (await on.create('app.db')).filename;
    const ofApp = workspace.dataFiles().filter((name) => name.startsWith('app'));
    expect(ofApp).to.deep.equal([fourth]);
  });

  describe('when the newest backup is damaged', () => {
    let good: string;
    let damaged: string;

    beforeEach(async () => {
      await execute(workspace.path('app.db'), 'CREATE TABLE people (name TEXT)');
      const keeping = workspace.with({ env: { BACKUP_CLEANUP_AFTER_CREATE: 'false' } });
      good = (await keeping.create('app.db')).filename;
      damaged = (await keeping.create('app.db')).filename;
    });

    const harshly = ['cleanup', '--keep-days', '0', '--max-files', '1'] as const;

    it('keeps the intact one when the file was emptied', async () => {
      truncateSync(workspace.path('backup', damaged));
      expect((await workspace.run(...harshly)).exitCode).to.equal(0);
      expect(workspace.dataFiles()).to.have.members([good, damaged]);
    });

    it('keeps the intact one and warns when one byte was flipped', async () => {
      const path = workspace.path('backup', damaged);
      const bytes = readFileSync(path);
      bytes[bytes.length - 20]! ^= 1;
      writeFileSync(path, bytes);
      const { exitCode, stderr } = await workspace.run(...harshly);
      expect(exitCode).to.equal(8);
      expect(stderr).to.include(`error: BACKUP_VERIFICATION: ${damaged} is damaged`);
      expect(workspace.dataFiles()).to.have.members([good, damaged]);
      const listed = await workspace.document<readonly ListedDocument[]>('list');
      expect(listed.map(({ filename, verified }) => `${filename} ${String(verified)}`)).to.deep.equal([
        `${damaged} false`,
        `${good} true`,
      ]);
    });

    it('always verifies again with anchor_max_age_hours 0', async () => {
      const always = workspace.with({ env: { BACKUP_ANCHOR_MAX_AGE_HOURS: '0' } });
      const { checked, removed } = await always.document<Cleaned>(...harshly);
      expect(checked.map(({ filename, result }) => `${filename} ${result}`)).to.deep.equal([`${damaged} ok`]);
      expect(removed.map(({ filename }) => filename)).to.deep.equal([good]);
      const within = await workspace.document<Cleaned>(...harshly, '--dry-run');
      expect(within.checked).to.deep.equal([]);
    });
  });
});
