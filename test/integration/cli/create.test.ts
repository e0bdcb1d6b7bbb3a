import { A_FULL } from '../../support/backup-builder.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import type { CreateBackupCommand } from '../../../src/application/create-backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { backupWith, DATABASE_SHA, fakeServices, manifestWith, STORED_SHA } from './fake-services.ts';
import { failing, invoke, recording } from './invoke.ts';

const SHOP_AND_BLOG = [
  { name: 'shop', path: '/data/shop.db' },
  { name: 'blog', path: '/data/blog.db' },
];
const LOCKED = new DatabaseAccessException('shop.db is locked', {
  hint: 'Wait.',
  details: { path: '/data/shop.db' },
});

function shopFails(error: Error): ReturnType<typeof fakeServices>['createBackup'] {
  const { createBackup } = fakeServices();
  return {
    execute: (command, options) =>
      command.database === 'shop' ? Promise.reject(error) : createBackup.execute(command, options),
  };
}

describe('create', () => {
  it('prints the contract keys as JSON and nothing else', async () => {
    const { exitCode, json, stderr } = await invoke(['create', 'app.db', '--label', 'nightly', '--json']);
    expect(exitCode).to.equal(0);
    expect(stderr).to.equal('');
    expect(json()).to.deep.equal({
      database: 'app',
      filename: 'app-20261122T210800123Z.db.gz',
      path: '/srv/backup/app-20261122T210800123Z.db.gz',
      created_at: '2026-11-22T21:08:00.123Z',
      type: 'full',
      parent: null,
      frames: null,
      unchanged: false,
      reason: 'every backup is a full (full_interval_hours 0)',
      size: 102_400,
      database_bytes: 409_600,
      database_sha256: DATABASE_SHA,
      stored_sha256: STORED_SHA,
      compression: 'gzip',
      encrypted: false,
      engine: 'native',
      consistency: 'locked',
      journal_mode: 'wal',
      page_count: 100,
      duration_ms: 1234,
      verified: true,
      label: 'nightly',
      source_check: { level: 'quick', result: 'ok', detail: 'quick_check' },
      copies: [{ store: 'local', result: 'ok', error: null }],
      removed: [],
    });
  });

  it('prints source, path, size, verification and duration', async () => {
    const { stdout } = await invoke(['create', 'app.db']);
    expect(stdout).to.include('Backed up app from /home/user/app.db');
    expect(stdout).to.include('/srv/backup/app-20261122T210800123Z.db.gz');
    expect(stdout).to.match(/size +102 kB of 410 kB \(gzip, 4\.0x\)/);
    expect(stdout).to.match(/type +full, every backup is a full \(full_interval_hours 0\)\n/);
    expect(stdout).to.match(/verified +yes: checksum ok/);
    expect(stdout).to.match(/took +1\.2 s/);
  });

  it('prints removed backups and the reasons', async () => {
    const removed = [
      {
        filename: 'app-20261101T000000000Z.db.gz',
        store: 'local',
        rule: 'too_old',
        reason: 'older than 7 days',
      },
    ] as const;
    const manifest = manifestWith();
    const result = {
      backup: backupWith({}, manifest),
      manifest,
      verified: true,
      ...A_FULL,
      removed,
      copies: [],
      cleanupProblem: undefined,
    };
    const services = { createBackup: { execute: () => Promise.resolve(result) } };
    const { stdout } = await invoke(['create', 'app.db'], { services });
    expect(stdout).to.match(/removed +app-20261101T000000000Z\.db\.gz +older than 7 days/);
    const document = (await invoke(['create', 'app.db', '--json'], { services })).json();
    expect(document).to.have.deep.property('removed', removed);
  });

  it('prints the reason of an inconclusive source check', async () => {
    const manifest = manifestWith({
      sourceCheck: {
        level: 'quick',
        result: 'inconclusive',
        detail: 'no such collation: german',
        durationMs: 1,
      },
    });
    const { exitCode, stdout } = await invoke(['create', 'app.db'], {
      services: {
        createBackup: {
          execute: () =>
            Promise.resolve({
              backup: backupWith({}, manifest),
              manifest,
              verified: true,
              ...A_FULL,
              removed: [],
              copies: [],
              cleanupProblem: undefined,
            }),
        },
      },
    });
    expect(exitCode).to.equal(0);
    expect(stdout).to.include('quick inconclusive: no such collation: german');
  });

  it('resolves paths in the working directory and uses the configured name of a path', async () => {
    const commands: CreateBackupCommand[] = [];
    const createBackup = recording(fakeServices().createBackup, commands);
    await invoke(['create', '../../data/app.db'], { services: { createBackup } });
    await invoke(['create', 'other.db', '--database', 'mine'], { services: { createBackup } });
    await invoke(['create', 'other.db'], { services: { createBackup } });
    expect(commands).to.deep.equal([
      { sourcePath: '/data/app.db', database: 'app', label: undefined },
      { sourcePath: '/home/user/other.db', database: 'mine', label: undefined },
      { sourcePath: '/home/user/other.db', database: undefined, label: undefined },
    ]);
  });

  it('backs up the configured database that --database names', async () => {
    const commands: CreateBackupCommand[] = [];
    const createBackup = recording(fakeServices().createBackup, commands);
    await invoke(['create', '--database', 'blog'], { services: { createBackup, databases: SHOP_AND_BLOG } });
    await invoke(['create', '--database', 'named'], {
      services: { createBackup, databases: [{ name: undefined, path: '/data/x.db' }] },
    });
    expect(commands.map(({ sourcePath, database }) => [sourcePath, database])).to.deep.equal([
      ['/data/blog.db', 'blog'],
      ['/data/x.db', 'named'],
    ]);
  });

  it('refuses an unknown --database and names the configured ones', async () => {
    const { exitCode, stderr } = await invoke(['create', '--database', 'shp'], {
      services: { databases: SHOP_AND_BLOG },
    });
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('error: USAGE: no database named shp is configured');
    expect(stderr).to.include('shop, blog');
  });

  it('fails when no database is named or configured', async () => {
    const { exitCode, stderr } = await invoke(['create'], { services: { databases: [] } });
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(
      /^error: USAGE: no database is named and none is configured\nhint: .*database_path/,
    );
  });

  it('refuses an empty path', async () => {
    const { exitCode, requests } = await invoke(['create', '']);
    expect(exitCode).to.equal(2);
    expect(requests).to.deep.equal([]);
  });

  it('prints a failed copy also when --quiet is given, and ends 13', async () => {
    const error = new BackupDirectoryException('no space', { hint: 'Free some.' });
    const { createBackup } = fakeServices();
    const withoutCopy: CliServices['createBackup'] = {
      execute: async (command, options) => ({
        ...(await createBackup.execute(command, options)),
        copies: [
          { store: 'local', result: 'ok' },
          { store: 'nas', result: 'failed', error },
        ],
      }),
    };
    const run = await invoke(['create', 'app.db', '--quiet'], { services: { createBackup: withoutCopy } });
    expect([run.exitCode, run.stdout]).to.deep.equal([13, '']);
    expect(run.stderr).to.equal(
      'error: BACKUP_DIRECTORY: no copy of app-20261122T210800123Z.db.gz in nas: no space\nhint: Free some.\n',
    );
  });

  it('prints nothing when --quiet is given', async () => {
    const { exitCode, stdout, stderr } = await invoke(['create', 'app.db', '--quiet']);
    expect([exitCode, stdout, stderr]).to.deep.equal([0, '', '']);
  });

  describe('of several configured databases', () => {
    it('prints an array', async () => {
      const { exitCode, json } = await invoke(['create', '--json'], {
        services: { databases: SHOP_AND_BLOG },
      });
      expect(exitCode).to.equal(0);
      expect((json() as { database: string }[]).map(({ database }) => database)).to.deep.equal([
        'shop',
        'blog',
      ]);
    });

    it('continues after a failure and exits 13, with an error for each', async () => {
      const { exitCode, json, stderr } = await invoke(['create', '--json'], {
        services: { databases: SHOP_AND_BLOG, createBackup: shopFails(LOCKED) },
      });
      expect(exitCode).to.equal(13);
      expect(stderr).to.equal('');
      const [shop, blog] = json() as [object, { database: string; verified: boolean }];
      expect(shop).to.deep.equal({
        database: 'shop',
        path: '/data/shop.db',
        error: {
          code: 'DATABASE_ACCESS',
          message: 'shop.db is locked',
          hint: 'Wait.',
          details: { path: '/data/shop.db' },
        },
      });
      expect(blog).to.include({ database: 'blog', verified: true });
    });

    it('names the failed database', async () => {
      const { exitCode, stdout, stderr } = await invoke(['create'], {
        services: { databases: SHOP_AND_BLOG, createBackup: shopFails(LOCKED) },
      });
      expect(exitCode).to.equal(13);
      expect(stderr).to.equal('error: DATABASE_ACCESS: shop: shop.db is locked\nhint: Wait.\n');
      expect(stdout).to.include('Backed up blog');
    });

    it('exits 130 when a signal stopped it', async () => {
      const controller = new AbortController();
      const cancelled = new OperationCancelledException('create of shop was cancelled', { hint: '' });
      controller.abort();
      const { exitCode, json } = await invoke(['create', '--json'], {
        services: { databases: SHOP_AND_BLOG, createBackup: failing(cancelled) },
        environment: { signal: controller.signal },
      });
      expect(exitCode).to.equal(130);
      expect((json() as { error: { code: string } }[]).map(({ error }) => error.code)).to.deep.equal([
        'CANCELLED',
        'CANCELLED',
      ]);
    });

    it('stops at an internal error', async () => {
      const { exitCode } = await invoke(['create', '--json'], {
        services: { databases: SHOP_AND_BLOG, createBackup: failing(new TypeError('x is undefined')) },
      });
      expect(exitCode).to.equal(70);
    });
  });
});
