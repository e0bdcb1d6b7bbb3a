import { expect } from 'chai';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { describe, it } from 'mocha';
import type { CleanupBackupsCommand } from '../../../src/application/cleanup-backups.ts';
import { Writable } from 'node:stream';
import type { RestoreBackupCommand } from '../../../src/application/restore-backup.ts';
import type { PreflightReport, RunPreflightCommand } from '../../../src/application/run-preflight.ts';
import type { UndoRestoreCommand } from '../../../src/application/undo-restore.ts';
import type { VerifyBackupCommand } from '../../../src/application/verify-backup.ts';
import { EMPTY_STATE } from '../../../src/domain/backup/backup.ts';
import type { CheckResult } from '../../../src/domain/verification/verification.ts';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import {
  BACKUP_DIRECTORY,
  backupWith,
  DATABASE_SHA,
  fakeServices,
  HEALTHY,
  SAFETY_BACKUP,
  STORED_SHA,
} from './fake-services.ts';
import { invoke, recording } from './invoke.ts';
import { listingOf } from '../../support/backup-builder.ts';

const FILE = 'app-20261122T210800123Z.db.gz';
/** A command without --store and --host. */
const ALL_STORES = { store: undefined, host: undefined };
const UNMANAGED = backupWith({
  filename: 'old.db',
  database: undefined,
  record: { condition: 'missing' },
  state: { ...EMPTY_STATE, label: 'copied by hand' },
});
const DAMAGED = backupWith({ filename: 'bad.db.gz', record: { condition: 'damaged', problem: 'altered' } });

function listing(...backups: ReturnType<typeof backupWith>[]): Partial<CliServices> {
  return { listBackups: { execute: () => Promise.resolve(listingOf(...backups)) } };
}

function verdict(result: CheckResult): Partial<CliServices> {
  return {
    verifyBackup: {
      execute: ({ filename, level }) =>
        Promise.resolve({
          filename,
          store: 'local',
          level,
          result,
          checks: [{ name: 'quick_check', result, detail: 'row 3 missing' }],
          durationMs: 7,
        }),
    },
  };
}

describe('list', () => {
  it('prints an array with the contract keys', async () => {
    const { json } = await invoke(['list', '--json'], { services: listing(backupWith(), UNMANAGED) });
    expect(json()).to.deep.equal([
      {
        filename: FILE,
        path: `${BACKUP_DIRECTORY}/${FILE}`,
        database: 'app',
        type: 'full',
        parent: null,
        restorable: true,
        size: 102_400,
        created_at: '2026-11-22T21:08:00.123Z',
        compression: 'gzip',
        encrypted: false,
        managed: true,
        verified: true,
        damage: null,
        damage_kind: null,
        pinned: false,
        label: null,
        current_as_of: null,
        copies: [{ store: 'local', verified: true }],
      },
      {
        filename: 'old.db',
        path: `${BACKUP_DIRECTORY}/old.db`,
        database: null,
        type: 'full',
        parent: null,
        restorable: true,
        size: 102_400,
        created_at: '2026-11-22T21:08:00.123Z',
        compression: 'gzip',
        encrypted: false,
        managed: false,
        verified: false,
        damage: null,
        damage_kind: null,
        pinned: false,
        label: 'copied by hand',
        current_as_of: null,
        copies: [{ store: 'local', verified: false }],
      },
    ]);
  });

  it('prints a table with a row for each file', async () => {
    const { stdout } = await invoke(['list'], { services: listing(backupWith(), UNMANAGED, DAMAGED) });
    const rows = stdout.trimEnd().split('\n');
    expect(rows).to.have.length(4);
    expect(rows[0]).to.match(/^NAME +CREATED +AGE +SIZE +RATIO +STATE +LABEL$/);
    expect(rows[1])
      .to.include(FILE)
      .and.include('2026-11-22 21:08:00Z')
      .and.include('4.0x')
      .and.include('verified');
    expect(rows[2]).to.include('unmanaged').and.include('copied by hand');
    expect(rows[3]).to.include('damaged manifest');
  });

  it('aligns the columns of a long list', async () => {
    const wide = { ...backupWith().state, label: '迁移之前' };
    const backups = Array.from({ length: 250 }, (_, index) =>
      backupWith({
        filename: index === 180 ? 'a-much-longer-name-than-all-others.db.gz' : FILE,
        state: wide,
      }),
    );
    const { stdout } = await invoke(['list'], { services: listing(...backups) });
    const rows = stdout.trimEnd().split('\n');
    expect(rows).to.have.length(251);
    const [head = ''] = rows;
    expect(new Set(rows.slice(1).map((row) => row.indexOf('2026-')))).to.deep.equal(
      new Set([head.indexOf('CREATED')]),
    );
    expect(rows.filter((row) => row.startsWith('NAME'))).to.have.length(1);
  });

  it('names the directory when it has no backups', async () => {
    const { stdout } = await invoke(['list'], { services: listing() });
    expect(stdout).to.equal(`No backups in ${BACKUP_DIRECTORY}.\n`);
    const shop = await invoke(['list', '--database', 'shop'], { services: listing() });
    expect(shop.stdout).to.equal(`No backups of shop in ${BACKUP_DIRECTORY}.\n`);
    expect((await invoke(['list', '--json'], { services: listing() })).json()).to.deep.equal([]);
  });

  it('lists one database when --database is given', async () => {
    const commands: { database?: string | undefined }[] = [];
    await invoke(['list', '--database', 'shop'], {
      services: {
        listBackups: recording({ execute: () => Promise.resolve(listingOf()) }, commands) as never,
      },
    });
    expect(commands).to.deep.equal([{ ...ALL_STORES, database: 'shop' }]);
  });

  it('prints checksums of managed backups with names relative to the working directory', async () => {
    const services = listing(backupWith(), UNMANAGED);
    const elsewhere = await invoke(['list', '--sha256'], { services });
    expect(elsewhere.stdout).to.equal(`${STORED_SHA}  ${BACKUP_DIRECTORY}/${FILE}\n`);
    const there = await invoke(['list', '--sha256'], { services, environment: { cwd: BACKUP_DIRECTORY } });
    expect(there.stdout).to.equal(`${STORED_SHA}  ${FILE}\n`);
  });

  it('warns about a backup without a checksum', async () => {
    const { stdout, stderr } = await invoke(['list', '--sha256'], { services: listing(DAMAGED) });
    expect(stdout).to.equal('');
    expect(stderr).to.match(/^warning: .*bad\.db\.gz .*manifest is damaged/);
  });

  it('escapes a backslash in a path as sha256sum does', async () => {
    const backup = backupWith({ location: '/srv/a\\b/x.db' });
    const { stdout } = await invoke(['list', '--sha256'], { services: listing(backup) });
    expect(stdout).to.equal(`\\${STORED_SHA}  /srv/a\\\\b/x.db\n`);
  });

  it('refuses --sha256 with --json', async () => {
    const { exitCode, json } = await invoke(['list', '--sha256', '--json']);
    expect(exitCode).to.equal(2);
    expect(json()).to.have.nested.property('error.code', 'USAGE');
  });
});

describe('verify', () => {
  it('prints the contract keys', async () => {
    const { exitCode, json } = await invoke(['verify', FILE, '--level', 'full', '--json']);
    expect(exitCode).to.equal(0);
    expect(json()).to.deep.equal({
      filename: FILE,
      store: 'local',
      level: 'full',
      result: 'ok',
      checks: [{ name: 'stored bytes', result: 'ok', detail: 'as recorded' }],
      duration_ms: 12,
    });
  });

  it('verifies at level quick, a bare name in the backup directory and a path from the working directory', async () => {
    const commands: VerifyBackupCommand[] = [];
    const verifyBackup = recording(fakeServices().verifyBackup, commands);
    await invoke(['verify', FILE], { services: { verifyBackup } });
    await invoke(['verify', `./${FILE}`], { services: { verifyBackup } });
    expect(commands).to.deep.equal([
      { filename: FILE, level: 'quick' },
      { filename: `/home/user/${FILE}`, level: 'quick' },
    ]);
  });

  it('exits 8 with the document on stdout and the error on stderr when it failed', async () => {
    const { exitCode, json, stderr } = await invoke(['verify', FILE, '--json'], {
      services: verdict('failed'),
    });
    expect(exitCode).to.equal(8);
    expect(json()).to.include({ result: 'failed' });
    expect(stderr).to.match(/^error: BACKUP_VERIFICATION: .*quick_check: row 3 missing\nhint: /);
  });

  it('exits 12 with the reason when it was inconclusive', async () => {
    const { exitCode, json, stderr } = await invoke(['verify', FILE, '--json', '--quiet'], {
      services: verdict('inconclusive'),
    });
    expect(exitCode).to.equal(12);
    expect(json()).to.include({ result: 'inconclusive' });
    expect(stderr).to.include('row 3 missing');
  });

  it('prints each check as text', async () => {
    const { stdout } = await invoke(['verify', FILE]);
    expect(stdout).to.equal(`${FILE}: ok (quick, 12 ms)\n  ok            stored bytes: as recorded\n`);
  });
});

async function restoreCommands(
  ...calls: readonly (readonly string[])[]
): Promise<readonly RestoreBackupCommand[]> {
  const commands: RestoreBackupCommand[] = [];
  const restoreBackup = recording(fakeServices().restoreBackup, commands);
  for (const argv of calls) await invoke(argv, { services: { restoreBackup } });
  return commands;
}

describe('restore', () => {
  it('prints the contract keys', async () => {
    const { exitCode, json } = await invoke(['restore', FILE, '--to', 'new.db', '--json']);
    expect(exitCode).to.equal(0);
    expect(json()).to.deep.equal({
      filename: FILE,
      restored_to: '/home/user/new.db',
      method: 'file',
      database_bytes: 409_600,
      database_sha256: DATABASE_SHA,
      duration_ms: 40,
      safety_backup: null,
      store: 'local',
      passed_over_stores: [],
    });
  });

  it('prints the method of a restore to a new path', async () => {
    const { stdout } = await invoke(['restore', FILE, '--to', 'new.db']);
    expect(stdout).to.match(/^ {2}method +replaced the file$/m);
  });

  it('replaces an existing file only with --force', async () => {
    const commands = await restoreCommands(
      ['restore', FILE, '--to', 'new.db'],
      ['restore', `backup/${FILE}`, '--force', '--to', '/x/new.db'],
    );
    expect(commands).to.deep.equal([
      {
        ...ALL_STORES,
        backup: { by: 'name', filename: FILE },
        target: { kind: 'path', path: '/home/user/new.db', overwrite: false },
      },
      {
        ...ALL_STORES,
        backup: { by: 'name', filename: `/home/user/backup/${FILE}` },
        target: { kind: 'path', path: '/x/new.db', overwrite: true },
      },
    ]);
  });

  it('restores in place the newest backup or the newest before a time', async () => {
    const commands = await restoreCommands(
      ['restore', '--latest', '--database', 'app', '--in-place'],
      ['restore', '--before', '2026-11-20T13:00+01:00', '--in-place'],
    );
    const target = { kind: 'in_place' };
    const before = new Date('2026-11-20T12:00Z');
    expect(commands).to.deep.equal([
      { ...ALL_STORES, backup: { by: 'time', database: 'app', before: undefined }, target },
      { ...ALL_STORES, backup: { by: 'time', database: undefined, before }, target },
    ]);
  });

  it('names the safety backup', async () => {
    const restored = await invoke(['restore', FILE, '--in-place', '--json']);
    expect(restored.json()).to.include({ method: 'sqlite', safety_backup: SAFETY_BACKUP });
    expect((await invoke(['restore', FILE, '--in-place'])).stdout)
      .to.include(SAFETY_BACKUP)
      .and.include('undo');
  });

  it('names the raw copy of a damaged database', async () => {
    const result = await fakeServices().restoreBackup.execute(
      { backup: { by: 'name', filename: FILE }, target: { kind: 'in_place' } },
      {},
    );
    const safetyCopy = { kind: 'raw_copy', path: '/srv/backup/.state/quarantine/x.damaged.db' } as const;
    const restoreBackup = { execute: () => Promise.resolve({ ...result, safetyCopy }) };
    const { json } = await invoke(['restore', FILE, '--in-place', '--json'], { services: { restoreBackup } });
    expect(json()).to.include({ safety_backup: safetyCopy.path });
    const { stdout } = await invoke(['restore', FILE, '--in-place'], { services: { restoreBackup } });
    expect(stdout).to.include(`the damaged database, kept unchanged: ${safetyCopy.path}`);
  });

  for (const [what, argv, says] of [
    ['target', [FILE], /--to <path>/],
    ['target, with an empty path', [FILE, '--to', ''], /--to <path>/],
    ['backup', ['--to', 'x.db'], /FILE, --latest or --before/],
    ['single backup', [FILE, '--latest', '--to', 'x.db'], /FILE cannot be combined/],
    [
      'single backup, with --database',
      [FILE, '--database', 'app', '--to', 'x.db'],
      /FILE cannot be combined/,
    ],
    ['single selection', ['--latest', '--before', '2026-11-20T12:00Z', '--in-place'], /cannot be combined/],
    ['single target', [FILE, '--to', 'x.db', '--in-place'], /cannot be combined/],
    ['target for --force', [FILE, '--in-place', '--force'], /--force needs --to/],
    ['time zone', ['--before', '2026-11-20T12:00', '--in-place'], /time zone/],
    ['valid day', ['--before', '2026-02-31T12:00Z', '--in-place'], /Expected a time/],
    ['valid hour', ['--before', '2026-02-28T25:00Z', '--in-place'], /Expected a time/],
    ['valid time', ['--before', 'yesterday', '--in-place'], /Expected a time/],
    ['free stdout for --json', [FILE, '--to', '-', '--json'], /Both write to stdout/],
    ['file for --force', [FILE, '--to', '-', '--force'], /--force/],
    ['file for --dry-run', [FILE, '--to', '-', '--dry-run'], /--dry-run/],
  ] as const) {
    it(`refuses a call without a ${what}`, async () => {
      const { exitCode, stdout, stderr, requests } = await invoke(['restore', ...argv]);
      expect([exitCode, requests]).to.deep.equal([2, []]);
      const error = argv.includes('--json' as never) ? stdout : (stderr.split('\n')[0] ?? '');
      expect(error).to.match(says).and.include('USAGE');
    });
  }

  it('prints the path and digest of the restored database', async () => {
    const { stdout } = await invoke(['restore', FILE, '--to', 'new.db']);
    expect(stdout).to.include(`Restored ${FILE}`).and.include('/home/user/new.db').and.include(DATABASE_SHA);
  });

  describe('--to -', () => {
    it('writes the database to stdout and nothing else', async () => {
      const { exitCode, stdout, stderr } = await invoke(['restore', FILE, '--to', '-']);
      expect([exitCode, stdout]).to.deep.equal([0, 'SQLite format 3\0']);
      expect(stderr).to.include(DATABASE_SHA);
      expect((await invoke(['restore', FILE, '--to', '-', '--quiet'])).stderr).to.equal('');
    });

    it('writes no database to a terminal', async () => {
      const environment = { isStdoutTerminal: true };
      const { exitCode, stdout, stderr } = await invoke(['restore', FILE, '--to', '-'], { environment });
      expect([exitCode, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.match(/^error: USAGE: .*terminal/);
    });

    it('fails when the reader of stdout ends', async () => {
      const stdout = new Writable({
        write: (_chunk, _encoding, done) => {
          done(new Error('write EPIPE'));
        },
      });
      stdout.on('error', () => undefined);
      const { exitCode, stderr } = await invoke(['restore', FILE, '--to', '-'], { environment: { stdout } });
      expect(exitCode).to.equal(6);
      expect(stderr).to.match(/^error: BACKUP_DIRECTORY: cannot write to stdout: write EPIPE/);
    });

    it('can be cancelled while the reader does not read', async () => {
      const controller = new AbortController();
      const stdout = new Writable({
        write: () => {
          controller.abort();
        },
      });
      const environment = { stdout, signal: controller.signal };
      expect((await invoke(['restore', FILE, '--to', '-'], { environment })).exitCode).to.equal(130);
    });
  });

  describe('--dry-run', () => {
    it('prints the plan when --quiet is given', async () => {
      const { exitCode, stdout } = await invoke([
        'restore',
        '--latest',
        '--in-place',
        '--dry-run',
        '--quiet',
      ]);
      expect(exitCode).to.equal(0);
      expect(stdout)
        .to.include(FILE)
        .and.include('python3 (pid 4711), for reading')
        .and.include('Nothing was');
    });

    it('prints the contract keys', async () => {
      const { json } = await invoke(['restore', FILE, '--in-place', '--dry-run', '--json']);
      expect(json()).to.deep.equal({
        dry_run: true,
        filename: FILE,
        database: 'app',
        created_at: '2026-11-22T21:08:00.123Z',
        verified: true,
        proof: {
          at: '2026-11-22T21:08:01.000Z',
          level: 'checksum',
          result: 'ok',
          detail: 'stored bytes, content',
        },
        reads: [FILE],
        store: 'nas',
        passed_over_stores: [{ store: 'local', error: 'its copy is not verified' }],
        passed_over: null,
        future_dated: [],
        restored_to: '/data/app.db',
        target_exists: true,
        method: 'sqlite',
        reason: 'a sound database',
        holders: [{ pid: 4711, command: 'python3', lock: 'read' }],
        needed_bytes: 819_200,
        free_bytes: 5_000_000,
        safety_backup: { database: 'app', label: 'before restore of x', needed_bytes: 409_600 },
      });
    });

    it('prints a plan without verification, safety backup and processes', async () => {
      const planned = await fakeServices().planRestore.execute({
        backup: { by: 'name', filename: FILE },
        target: { kind: 'in_place' },
      });
      const bare = {
        ...planned,
        verification: undefined,
        safetyBackup: undefined,
        holders: [],
        passedOver: UNMANAGED,
        futureDated: [UNMANAGED],
      };
      const planRestore = { execute: () => Promise.resolve(bare) };
      const argv = ['restore', FILE, '--to', 'x.db', '--dry-run'];
      const { stdout } = await invoke(argv, { services: { planRestore } });
      expect(stdout)
        .to.include('never verified')
        .and.include('no visible process')
        .and.include('--force replaces it');
      expect(stdout)
        .to.include('old.db is newer but not verified')
        .and.include('old.db is dated in the future');
      const { json } = await invoke([...argv, '--json'], { services: { planRestore } });
      expect(json()).to.include({ proof: null, safety_backup: null, passed_over: 'old.db' });
      const nothing = { execute: () => Promise.resolve({ ...bare, exists: false, method: 'file' as const }) };
      const answer = await invoke(argv, { services: { planRestore: nothing } });
      expect(answer.stdout).to.include('not needed').and.include('replace the file');
    });
  });
});

describe('undo', () => {
  it('prints the keys of restore', async () => {
    const { exitCode, json } = await invoke(['undo', '--json']);
    expect(exitCode).to.equal(0);
    expect(json()).to.deep.equal({
      filename: SAFETY_BACKUP,
      restored_to: '/data/app.db',
      method: 'sqlite',
      database_bytes: 409_600,
      database_sha256: DATABASE_SHA,
      duration_ms: 40,
      safety_backup: 'app-20261122T230000000Z.db.gz',
      store: 'local',
      passed_over_stores: [],
    });
  });

  it('reverts the restore of the named database', async () => {
    const commands: UndoRestoreCommand[] = [];
    const undoRestore = recording(fakeServices().undoRestore, commands);
    await invoke(['undo'], { services: { undoRestore } });
    await invoke(['undo', '--database', 'shop'], { services: { undoRestore } });
    expect(commands).to.deep.equal([{ database: undefined }, { database: 'shop' }]);
  });

  it('prints the reverted database', async () => {
    expect((await invoke(['undo'])).stdout)
      .to.match(/^Reverted the last restore of \/data\/app\.db/)
      .and.include(SAFETY_BACKUP);
  });
});

describe('cleanup', () => {
  it('prints the contract keys', async () => {
    const { exitCode, json } = await invoke(['cleanup', '--dry-run', '--json']);
    expect(exitCode).to.equal(0);
    expect(json()).to.deep.equal({
      removed: [
        {
          filename: 'app-20261101T000000000Z.db.gz',
          store: 'local',
          rule: 'too_old',
          reason: 'older than 7 days',
        },
      ],
      kept: [{ filename: FILE, store: 'local', rule: 'newest_verified', reason: 'newest verified' }],
      failed: [],
      checked: [],
      freed_bytes: 18_350_080,
      store_failures: [],
      dry_run: true,
    });
  });

  it('prints the verified backup, and fails when it is damaged', async () => {
    const check = { filename: FILE, store: 'local', detail: 'stored_sha256: other' };
    const nothing = { removed: [], kept: [], failed: [], freedBytes: 0, storeFailures: [] };
    const cleaning = (result: 'pending' | 'failed', dryRun: boolean) => ({
      cleanupBackups: {
        execute: () => Promise.resolve({ ...nothing, checked: [{ ...check, result }], dryRun }),
      },
    });
    const planned = await invoke(['cleanup', '--dry-run'], { services: cleaning('pending', true) });
    expect(planned.stdout).to.match(/^would verify +app-20261122T210800123Z\.db\.gz/m);
    expect(planned.exitCode).to.equal(0);
    const damaged = await invoke(['cleanup'], { services: cleaning('failed', false) });
    expect(damaged.stdout).to.match(/^verified: failed +app-20261122T210800123Z\.db\.gz/m);
    expect(damaged.stderr).to.include(`error: BACKUP_VERIFICATION: ${FILE} is damaged: stored_sha256: other`);
    expect(damaged.exitCode).to.equal(8);
  });

  it('prints a reason for each file', async () => {
    const { stdout } = await invoke(['cleanup']);
    expect(stdout).to.match(/^removed +app-20261101T000000000Z\.db\.gz +older than 7 days$/m);
    expect(stdout).to.match(/^kept +app-20261122T210800123Z\.db\.gz +newest verified$/m);
    expect(stdout).to.match(/^removed 1, kept 1; freed 18\.4 MB$/m);
    const planned = await invoke(['cleanup', '--dry-run', '--quiet']);
    expect(planned.stdout).to.match(/^would remove 1, kept 1; would free 18\.4 MB$/m);
  });

  it('names the database when it has no backups', async () => {
    const nothing = {
      ...{ removed: [], kept: [], failed: [], checked: [], freedBytes: 0 },
      ...{ storeFailures: [], dryRun: false },
    };
    const services = { cleanupBackups: { execute: () => Promise.resolve(nothing) } };
    const { stdout, exitCode } = await invoke(['cleanup', '--database', 'shpo'], { services });
    expect(stdout).to.equal(`No backups of shpo in ${BACKUP_DIRECTORY}.\n`);
    expect(exitCode).to.equal(0);
  });

  it('passes on the database and the dry run', async () => {
    const commands: CleanupBackupsCommand[] = [];
    const cleanupBackups = recording(fakeServices().cleanupBackups, commands);
    await invoke(['cleanup', '--database', 'shop', '--dry-run'], { services: { cleanupBackups } });
    await invoke(['cleanup'], { services: { cleanupBackups } });
    expect(commands).to.deep.equal([
      { database: 'shop', dryRun: true },
      { database: undefined, dryRun: false },
    ]);
  });

  it('exits 6 when a file could not be removed', async () => {
    const failed = [{ filename: 'a.db.gz', store: 'local', error: 'EACCES' }];
    const { exitCode, json, stderr } = await invoke(['cleanup', '--json'], {
      services: {
        cleanupBackups: {
          execute: () =>
            Promise.resolve({
              ...{ removed: [], kept: [], failed, checked: [], freedBytes: 0 },
              ...{ storeFailures: [], dryRun: false },
            }),
        },
      },
    });
    expect(exitCode).to.equal(6);
    expect(json()).to.deep.include({ failed });
    expect(stderr).to.equal('error: BACKUP_DIRECTORY: a.db.gz: EACCES\n');
  });

  it('names the store of each row of several stores, and exits 13 when one could not be used', async () => {
    const cleaned = await fakeServices().cleanupBackups.execute({ dryRun: false });
    const error = new StoreException('no route', { hint: 'Check the network.' });
    const result = {
      ...cleaned,
      kept: [...cleaned.kept, ...cleaned.kept.map((row) => ({ ...row, store: 'nas' }))],
      storeFailures: [{ store: 'offsite', error }],
    };
    const services = { cleanupBackups: { execute: () => Promise.resolve(result) } };
    const { exitCode, stdout, stderr } = await invoke(['cleanup'], { services });
    expect(exitCode).to.equal(13);
    expect(stdout).to.match(/^kept +app-20261122T210800123Z\.db\.gz +nas +newest verified$/m);
    expect(stderr).to.equal('error: STORE: store offsite: no route\nhint: Check the network.\n');
    const document = (await invoke(['cleanup', '--json'], { services })).json();
    expect(document).to.have.nested.property('store_failures[0].error.code', 'STORE');
  });

  it('cleans up the store that --store names', async () => {
    const commands: CleanupBackupsCommand[] = [];
    const ofNas = { ...fakeServices(), cleanupBackups: recording(fakeServices().cleanupBackups, commands) };
    const services = {
      stores: [...fakeServices().stores, { name: 'nas', type: 'directory' as const, location: '/mnt/nas' }],
      inStore: (name: string) => (name === 'nas' ? (ofNas as never) : fakeServices().inStore(name)),
    };
    expect((await invoke(['cleanup', '--store', 'nas'], { services })).exitCode).to.equal(0);
    expect(commands).to.deep.equal([{ database: undefined, dryRun: false }]);
  });
});

describe('health', () => {
  it('prints the contract keys', async () => {
    const { exitCode, json } = await invoke(['health', '--json']);
    expect(exitCode).to.equal(0);
    expect(json()).to.deep.equal({
      overall_status: 'healthy',
      checked_at: '2026-11-22T22:00:00.000Z',
      stores: [
        {
          name: 'local',
          type: 'directory',
          location: '/srv/backup',
          remote: false,
          reachable: true,
          backups: 1,
          bytes: 102_400,
          newest_verified: FILE,
          newest_verified_at: '2026-11-22T21:08:00.123Z',
          current_as_of: null,
          last_error: null,
        },
      ],
      checks: {
        database: {
          status: 'healthy',
          findings: [],
          databases: [
            {
              database: 'app',
              path: '/data/app.db',
              exists: true,
              readable: true,
              size: 409_600,
              integrity: 'ok',
              frozen: null,
              quarantined: 0,
            },
          ],
        },
        backup_directory: {
          status: 'healthy',
          findings: [],
          path: BACKUP_DIRECTORY,
          writable: true,
          backup_files: 1,
          total_bytes: 102_400,
          quarantined: 0,
          failing_channels: [],
        },
        recent_backup: {
          status: 'healthy',
          findings: [],
          max_age_hours: 26,
          databases: [
            {
              database: 'app',
              backup_files: 1,
              newest: FILE,
              newest_at: '2026-11-22T21:08:00.123Z',
              newest_verified: null,
              newest_verified_at: null,
              current_as_of: null,
              age_hours: null,
              overdue_since: null,
              last_proof: null,
              last_drill: null,
            },
          ],
        },
        system_resources: {
          status: 'healthy',
          findings: [],
          free_bytes: 5_000_000,
          total_bytes: 10_000_000,
          used_percent: 50,
          growth_bytes_per_day: null,
          full_in_days: null,
        },
      },
    });
  });

  for (const [overallStatus, expected] of [
    ['healthy', 0],
    ['warning', 1],
    ['critical', 2],
  ] as const) {
    it(`exits ${String(expected)} when ${overallStatus}`, async () => {
      const report = { ...HEALTHY, overallStatus };
      const { exitCode } = await invoke(['health'], {
        services: { reportHealth: { execute: () => Promise.resolve(report) } },
      });
      expect(exitCode).to.equal(expected);
    });
  }

  it('prints each group with its findings and hints', async () => {
    const report = {
      ...HEALTHY,
      systemResources: {
        ...HEALTHY.systemResources,
        status: 'critical' as const,
        findings: [
          {
            status: 'critical' as const,
            kind: 'disk_nearly_full' as const,
            message: 'disk is 97% full',
            hint: 'Free some room.',
          },
        ],
      },
    };
    const { stdout } = await invoke(['health'], {
      services: { reportHealth: { execute: () => Promise.resolve(report) } },
    });
    expect(stdout).to.include('[ ok ] database: 1 database\n');
    expect(stdout).to.include('[ ok ] recent backup: app none verified\n');
    expect(stdout).to.match(/\[fail\] system resources: .*\n +disk is 97% full\n +hint: Free some room\./);
  });

  it('prints the number of captures in quarantine', async () => {
    const report = { ...HEALTHY, backupDirectory: { ...HEALTHY.backupDirectory, quarantined: 2 } };
    const { stdout } = await invoke(['health'], {
      services: { reportHealth: { execute: () => Promise.resolve(report) } },
    });
    expect(stdout).to.include('1 backup, 102 kB, 2 captures in quarantine\n');
  });

  it('prints that a run found a database unchanged', async () => {
    const [app] = HEALTHY.recentBackup.databases;
    const unchangedAt = new Date('2026-11-23T05:00:00Z');
    const databases = [{ ...app!, ageHours: 1, unchangedAt }];
    const stores = HEALTHY.stores.flatMap((one) => [one, { ...one, name: 'nas', unchangedAt }]);
    const report = { ...HEALTHY, recentBackup: { ...HEALTHY.recentBackup, databases }, stores };
    const services = { reportHealth: { execute: () => Promise.resolve(report) } };
    const { stdout } = await invoke(['health'], { services });
    expect(stdout).to.include('recent backup: app verified, unchanged 1.0 h ago\n');
    expect(stdout).to.match(/store local: .*, newest verified 2026-11-22 21:08:00Z$/m);
    expect(stdout).to.match(
      /store nas: .*, newest verified 2026-11-22 21:08:00Z, unchanged at 2026-11-23 05:00:00Z$/m,
    );
    const { json } = await invoke(['health', '--json'], { services });
    expect(json()).to.have.nested.include({
      'checks.recent_backup.databases[0].current_as_of': '2026-11-23T05:00:00.000Z',
      'stores[1].current_as_of': '2026-11-23T05:00:00.000Z',
    });
  });

  it('prints each of several stores', async () => {
    const [local] = HEALTHY.stores;
    const nas = { ...local!, name: 'nas', location: '/mnt/nas', isReachable: false, backups: undefined };
    const services = {
      reportHealth: { execute: () => Promise.resolve({ ...HEALTHY, stores: [local!, nas] }) },
    };
    const { stdout } = await invoke(['health'], { services });
    expect(stdout).to.match(/^ +store local: .*, 1 backup, 102 kB, newest verified 2026-11-22 21:08:00Z$/m);
    expect(stdout).to.match(/^ +store nas: .*, UNREACHABLE$/m);
  });
});

describe('stats', () => {
  it('prints totals and the series', async () => {
    const { exitCode, json } = await invoke(['stats', '--json']);
    expect(exitCode).to.equal(0);
    expect(json()).to.deep.equal({
      total_backups: 1,
      verified_backups: 1,
      damaged_backups: 0,
      unmanaged_files: 0,
      total_bytes: 102_400,
      quarantined_captures: 0,
      stores: [{ name: 'local', backups: 1, verified: 1, damaged: 0, bytes: 102_400, error: null }],
      databases: [
        {
          database: 'app',
          backups: 1,
          verified: 1,
          damaged: 0,
          stored_bytes: 102_400,
          oldest_at: '2026-11-22T21:08:00.123Z',
          newest_at: '2026-11-22T21:08:00.123Z',
          compression_ratio: 4,
          quarantined: 0,
          frozen: null,
          series: [
            {
              filename: FILE,
              created_at: '2026-11-22T21:08:00.123Z',
              stored_bytes: 102_400,
              database_bytes: 409_600,
              duration_ms: 1234,
              verified: true,
            },
          ],
        },
      ],
    });
  });

  it('prints a row for each database', async () => {
    const { stdout } = await invoke(['stats']);
    expect(stdout).to.match(/^app +1 +1 +102 kB +4\.0x/m);
    expect(stdout).to.include('1 backup, 1 verified, 0 unmanaged, 102 kB in total\n');
  });

  it('prints each of several stores', async () => {
    const report = await fakeServices().reportStatistics.execute();
    const error = new StoreException('no route', { hint: 'Check the network.' });
    const nas = { store: 'nas', error, backups: 0, verified: 0, damaged: 0, storedBytes: 0 };
    const several = { ...report, stores: [...report.stores, nas] };
    const services = { reportStatistics: { execute: () => Promise.resolve(several) } };
    const { stdout } = await invoke(['stats'], { services });
    expect(stdout).to.match(/^local +1 +1 +0 +102 kB$/m);
    expect(stdout).to.match(/^nas +- +- +- +unreachable: no route$/m);
  });

  it('prints paused retention and captures in quarantine', async () => {
    const report = await fakeServices().reportStatistics.execute();
    const databases = report.databases.map((one) => ({ ...one, frozen: 'app shrank' }));
    const frozen = { ...report, databases, quarantinedCaptures: 3 };
    const { stdout } = await invoke(['stats'], {
      services: { reportStatistics: { execute: () => Promise.resolve(frozen) } },
    });
    expect(stdout).to.include('Retention of app is paused: app shrank\n');
    expect(stdout).to.include('102 kB in total, 3 captures in quarantine\n');
  });
});

describe('doctor', () => {
  const findings = [
    { name: 'engine', subject: undefined, result: 'ok' as const, detail: 'native', hint: '' },
    {
      name: 'side files',
      subject: '/data/app.db',
      result: 'warning' as const,
      detail: 'owned by root',
      hint: 'chown',
    },
  ];
  const reporting = (result: PreflightReport['result']): Partial<CliServices> => ({
    runPreflight: { execute: () => Promise.resolve({ result, findings }) },
  });

  for (const [result, expected] of [
    ['ok', 0],
    ['warning', 1],
    ['failed', 2],
  ] as const) {
    it(`exits ${String(expected)} when ${result}`, async () => {
      expect((await invoke(['doctor'], { services: reporting(result) })).exitCode).to.equal(expected);
    });
  }

  it('prints findings as JSON', async () => {
    expect((await invoke(['doctor', '--json'], { services: reporting('warning') })).json()).to.deep.equal({
      result: 'warning',
      findings: [
        { name: 'engine', subject: null, result: 'ok', detail: 'native', hint: '' },
        {
          name: 'side files',
          subject: '/data/app.db',
          result: 'warning',
          detail: 'owned by root',
          hint: 'chown',
        },
      ],
    });
  });

  it('prints a mark and a hint for each finding', async () => {
    const { stdout } = await invoke(['doctor'], { services: reporting('warning') });
    expect(stdout).to.include('Installation\n  [ ok ] engine: native\n');
    expect(stdout).to.match(/\/data\/app\.db\n {2}\[warn\] side files: owned by root\n +hint: chown\n/);
  });

  it('checks PATH under its configured name, or all databases', async () => {
    const commands: RunPreflightCommand[] = [];
    const runPreflight = recording(fakeServices().runPreflight, commands);
    await invoke(['doctor', 'x.db'], { services: { runPreflight } });
    await invoke(['doctor', '/data/app.db'], { services: { runPreflight } });
    await invoke(['doctor'], { services: { runPreflight } });
    const [{ path, name } = { path: '', name: '' }] = fakeServices().databases;
    expect(commands.map(({ sources }) => sources)).to.deep.equal([
      [{ path: '/home/user/x.db', name: undefined }],
      [{ path, name }],
      undefined,
    ]);
  });
});

describe('config', () => {
  it('prints an object of values and sources', async () => {
    expect((await invoke(['config', '--json'])).json()).to.deep.equal({
      keep_days: { value: 7, source: 'default' },
      api_tokens: { value: ['***'], source: 'environment BACKUP_API_TOKENS' },
    });
  });

  it('prints a table', async () => {
    const { stdout } = await invoke(['config']);
    expect(stdout).to.match(/^KEY +VALUE +SOURCE$/m);
    expect(stdout).to.match(/^keep_days +7 +default$/m);
    expect(stdout).to.match(/^api_tokens +\["\*\*\*"\] +environment BACKUP_API_TOKENS$/m);
  });
});
