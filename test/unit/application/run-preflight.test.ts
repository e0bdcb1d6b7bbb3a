import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, stub } from 'sinon';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDatabaseProbe } from '../../../src/adapters/outbound/database-probe/in-memory-database-probe.ts';
import { InMemoryDiskSpace } from '../../../src/adapters/outbound/disk-space/in-memory-disk-space.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryEncryptionKeys } from '../../../src/adapters/outbound/encryption-keys/in-memory-encryption-keys.ts';
import { InMemoryOperationLock } from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { InMemoryRestoreRecords } from '../../../src/adapters/outbound/json-records/restore-records.ts';
import { InMemorySourceFiles } from '../../../src/adapters/outbound/source-files/in-memory-source-files.ts';
import { InMemoryStagingArea } from '../../../src/adapters/outbound/staging-area/in-memory-staging-area.ts';
import type { DatabaseInventory, Inventory } from '../../../src/application/databases/database-inventory.ts';
import type { ProbeOptions } from '../../../src/application/ports/database-probe.ts';
import {
  RunPreflight,
  type PreflightFinding,
  type PreflightPolicy,
  type PreflightReport,
  type RunPreflightCommand,
} from '../../../src/application/run-preflight.ts';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { NOW } from '../../support/backup-builder.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const POLICY: PreflightPolicy = {
  minFreeBytes: 100,
  busyTimeoutMs: 50,
  timeoutMs: 2000,
  toolVersion: '1.2.3',
  runtimeVersion: 'Node.js 24.1.0',
  compressions: ['gzip', 'none'],
  compression: 'gzip',
};
const APP = { sources: [{ name: undefined, path: '/data/app.db' }] } satisfies RunPreflightCommand;
const ALL: RunPreflightCommand = {};
const FOUND: Inventory = {
  databases: [{ name: 'shop', path: '/data/app.db' }],
  clashes: [],
  appeared: [],
  vanished: [],
  problems: [],
  failure: undefined,
};

describe('RunPreflight', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let probe: InMemoryDatabaseProbe;
  let sourceFiles: InMemorySourceFiles;
  let diskSpace: InMemoryDiskSpace;
  let clock: ManualClock;
  let inventory: Pick<DatabaseInventory, 'refresh' | 'discovers'>;
  let lock: InMemoryOperationLock;
  let encryptionKeys: InMemoryEncryptionKeys;

  beforeEach(() => {
    inventory = { discovers: true, refresh: () => Promise.resolve(FOUND) };
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    probe = new InMemoryDatabaseProbe(disk);
    sourceFiles = new InMemorySourceFiles(disk);
    diskSpace = new InMemoryDiskSpace(disk);
    clock = new ManualClock(NOW);
    lock = new InMemoryOperationLock();
    encryptionKeys = new InMemoryEncryptionKeys();
    disk.write('/data/app.db', 'SQLite format 3\0content');
  });

  afterEach(() => {
    restore();
  });

  const run = (
    command: RunPreflightCommand = { sources: [] },
    policy: Partial<PreflightPolicy> = {},
    signal?: AbortSignal,
  ): Promise<PreflightReport> => {
    const staging = new InMemoryStagingArea(disk);
    const all = { ...POLICY, ...policy };
    const records = new InMemoryRestoreRecords(disk);
    const ports = {
      probe,
      sourceFiles,
      store,
      stores: [{ name: 'local', type: 'directory', store } as const],
      staging,
      diskSpace,
      clock,
      restoreRecords: records,
      inventory,
      lock,
      encryptionKeys,
    };
    const preflight = new RunPreflight(ports, all);
    return preflight.execute(command, { signal });
  };

  const wrong = ({ findings }: PreflightReport): readonly string[] =>
    findings
      .filter(({ result }) => result !== 'ok')
      .map(({ result, name, detail }) => `${result} ${name}: ${detail}`);

  const named = ({ findings }: PreflightReport, name: string): PreflightFinding | undefined =>
    findings.find((finding) => finding.name === name);

  /** Probing that ends only at an abort. */
  const hang = (): void => {
    stub(probe, 'probe').callsFake(
      async (_path: string, { signal }: ProbeOptions) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    );
  };

  it('takes the lock of every run, and warns of missing guarantees of the file system', async () => {
    lock.missing.push({ message: 'the share cannot sync', hint: 'keep a second copy' });
    expect(wrong(await run())).to.deep.equal(['warning backup-directory: the share cannot sync']);
    const refusal = new BackupDirectoryException('no locks there', { hint: 'mount it with locks' });
    stub(lock, 'acquire').rejects(refusal);
    expect(wrong(await run())).to.deep.equal(['failed backup-directory: BACKUP_DIRECTORY: no locks there']);
  });

  for (const [check, expected] of [
    [{ result: 'not_encrypted' }, 'ok'],
    [{ result: 'opened', recipients: 2 }, 'ok'],
    [{ result: 'no_identity', recipients: 1 }, 'warning'],
    [{ result: 'wrong_identity' }, 'failed'],
  ] as const) {
    it(`reports the keys of encrypted backups: ${check.result}`, async () => {
      encryptionKeys.checked = check;
      const report = await run();
      expect(named(report, 'encryption')?.result).to.equal(expected);
      expect(report.result).to.equal(expected);
    });
  }

  it('reports a key file that cannot be used', async () => {
    const refusal = new ConfigurationException('encryption_identity_file: it cannot be read', {
      hint: 'Fix it.',
    });
    stub(encryptionKeys, 'check').rejects(refusal);
    expect(wrong(await run())).to.deep.equal([
      'failed encryption: CONFIGURATION: encryption_identity_file: it cannot be read',
    ]);
  });

  it('checks the installation alone without a database', async () => {
    const report = await run();
    expect(report.result).to.equal('ok');
    expect(report.findings.map(({ name, subject }) => [name, subject])).to.deep.equal([
      ['versions', undefined],
      ['engine', undefined],
      ['compression', undefined],
      ['backup-directory', undefined],
      ['backups', undefined],
      ['room', undefined],
      ['encryption', undefined],
    ]);
    expect(named(report, 'versions')?.detail).to.equal('sqlite-backup-manager 1.2.3, Node.js 24.1.0');
  });

  describe('of all databases', () => {
    const finding = (changes: Partial<Inventory>): void => {
      inventory = { discovers: true, refresh: () => Promise.resolve({ ...FOUND, ...changes }) };
    };

    it('checks each configured or found one, under its name', async () => {
      await publishBackup(disk, store, { database: 'shop', sourcePath: '/data/other.db' });
      const report = await run(ALL);
      expect(named(report, 'databases')).to.include({ result: 'ok', detail: '1 configured or found' });
      expect(named(report, 'source')?.subject).to.equal('/data/app.db');
      expect(wrong(report).join()).to.include('failed name: ').and.include('/data/other.db');
    });

    it('omits the search when there is none', async () => {
      inventory = { discovers: false, refresh: () => Promise.resolve(FOUND) };
      const report = await run(ALL);
      expect(named(report, 'databases')).to.equal(undefined);
      expect(named(report, 'source')?.subject).to.equal('/data/app.db');
    });

    it('warns without a configured database: a backup of all would be refused', async () => {
      inventory = { discovers: false, refresh: () => Promise.resolve({ ...FOUND, databases: [] }) };
      const report = await run(ALL);
      expect(report.result).to.equal('warning');
      expect(wrong(report)).to.deep.equal([
        'warning databases: no database is configured: only a backup of a given path would work',
      ]);
      expect(report.findings.every(({ subject }) => subject === undefined)).to.equal(true);
    });

    it('fails when none is found, or when one would not be backed up', async () => {
      const failure = new DatabaseNotFoundException('no database in /data', { hint: 'look' });
      finding({ databases: [], failure });
      expect(wrong(await run(ALL))).to.deep.equal(['failed databases: no database in /data']);
      finding({ clashes: [{ name: 'shop', path: '/data/b/shop.db', otherPath: '/data/app.db' }] });
      expect(wrong(await run(ALL))).to.deep.equal([
        'failed databases: /data/b/shop.db is not backed up: its name shop belongs to /data/app.db',
      ]);
    });

    it('warns of unreadable places, and of a missing database', async () => {
      const vanished = [{ name: 'old', path: '/data/old.db', lastSeenAt: NOW }];
      finding({
        problems: [{ path: '/data/b', message: 'no permission: /data/b', hint: 'chmod' }],
        vanished,
      });
      expect(wrong(await run(ALL)).map((one) => one.replace(/ \(.*/, ''))).to.deep.equal([
        'warning databases: old is gone: no database at /data/old.db any more',
        'warning databases: no permission: /data/b',
      ]);
    });

    it('is cancelled during the search', async () => {
      const controller = new AbortController();
      inventory = {
        discovers: true,
        refresh: (options) => {
          controller.abort();
          return Promise.reject(options?.signal?.reason as Error);
        },
      };
      const failure = await rejectionOf(run(ALL, {}, controller.signal));
      expect(failure).to.be.instanceOf(OperationCancelledException);
    });

    it('passes a bug in the search on', async () => {
      inventory = { discovers: true, refresh: () => Promise.reject(new TypeError('bug')) };
      expect(await rejectionOf(run(ALL))).to.be.instanceOf(TypeError);
    });
  });

  it('names the engine, and its kind of consistency', async () => {
    expect(named(await run(), 'engine')?.detail).to.match(
      /^native, SQLite 3\.53\.0; consistency by SQLite locks/,
    );
    probe.engineFacts = { engine: 'sqljs', sqliteVersion: '3.49.1' };
    expect(named(await run(), 'engine')?.detail).to.match(
      /^sqljs, SQLite 3\.49\.1; consistency by two equal reads/,
    );
  });

  it('fails when the runtime lacks the configured compression', async () => {
    const report = await run(undefined, { compression: 'zstd' });
    expect(wrong(report)).to.deep.equal(['failed compression: Node.js 24.1.0 cannot write zstd']);
    expect(named(report, 'compression')?.hint).to.include('gzip, none');
  });

  it('fails when the backup directory is not writable, with the code and the hint', async () => {
    disk.readOnly = true;
    const report = await run();
    expect(wrong(report)[0]).to.match(/^failed backup-directory: BACKUP_DIRECTORY: .*read-only/);
    expect(named(report, 'backup-directory')?.hint).not.to.equal('');
  });

  it('warns of an unfinished restore in place', async () => {
    const record = {
      database: 'app',
      filename: 'app-20261122T210800123Z.db.gz',
      targetPath: '/data/app.db',
      safetyCopy: undefined,
      restoredAt: NOW,
    };
    await new InMemoryRestoreRecords(disk).save({ ...record, state: 'done' });
    expect(wrong(await run(APP))).to.deep.equal([]);
    await new InMemoryRestoreRecords(disk).save({ ...record, state: 'begun' });
    const report = await run(APP);
    expect(wrong(report).join()).to.match(
      /^warning restore: the restore of app-\S+, started at \S+, is running/,
    );
    expect(named(report, 'restore')?.hint).to.include('undo');
  });

  it('fails when the backups cannot be listed, and continues', async () => {
    stub(store, 'list').rejects(new BackupDirectoryException('no permission', { hint: 'chmod' }));
    const report = await run(APP);
    expect(wrong(report)).to.deep.equal(['failed backups: BACKUP_DIRECTORY: no permission']);
    expect(named(report, 'name')?.result).to.equal('ok');
  });

  it('fails when the space cannot be measured', async () => {
    diskSpace.failure = new BackupDirectoryException('cannot be measured', { hint: 'look' });
    expect(wrong(await run())).to.deep.equal(['failed room: BACKUP_DIRECTORY: cannot be measured']);
  });

  it('checks each database, and names it', async () => {
    disk.write('/data/shop.db', 'SQLite format 3\0content');
    const report = await run({
      sources: [
        { name: undefined, path: '/data/app.db' },
        { name: undefined, path: '/data/shop.db' },
      ],
    });
    const subjects = report.findings.filter(({ name }) => name === 'source').map(({ subject }) => subject);
    expect(subjects).to.deep.equal(['/data/app.db', '/data/shop.db']);
    expect(report.result).to.equal('ok');
  });

  it('requires space for the image with its WAL', async () => {
    disk.write('/data/app.db-wal', 'x'.repeat(1000));
    disk.capacityBytes = disk.usedBytes + 1000 + 100;
    const report = await run(APP);
    expect(wrong(report)).to.have.length(1);
    expect(wrong(report)[0]).to.match(/^failed room/);
  });

  it('warns of problems of a source', async () => {
    probe.facts = { fileSystem: 'nfs', journalMode: 'wal', writerSqliteVersion: '3.40.1' };
    const report = await run(APP);
    expect(report.result).to.equal('warning');
    expect(wrong(report).map((line) => line.split(':')[0])).to.deep.equal([
      'warning writer',
      'warning file-system',
    ]);
  });

  it('fails when the name belongs to another source, by the real path of the file', async () => {
    await publishBackup(disk, store, { sourcePath: '/other/app.db' });
    expect(wrong(await run(APP))).to.deep.equal([
      'failed name: the name app belongs to /other/app.db, not to /data/app.db',
    ]);
    sourceFiles.overrides.set('/link/app.db', { path: '/data/app.db', kind: 'file', readable: true });
    await publishBackup(disk, store, { database: 'linked' });
    expect(wrong(await run({ sources: [{ name: 'linked', path: '/link/app.db' }] }))).to.deep.equal([
      'failed name: the name linked belongs to /data/linked.db, not to /data/app.db',
    ]);
  });

  it('uses the given name', async () => {
    await publishBackup(disk, store, { sourcePath: '/other/app.db' });
    const report = await run({ sources: [{ name: 'mine', path: '/data/app.db' }] });
    expect(named(report, 'name')).to.deep.include({ result: 'ok', detail: 'mine' });
  });

  describe('when a source cannot be read', () => {
    for (const [why, break_, detail] of [
      ['missing', () => disk.remove('/data/app.db'), /^DATABASE_NOT_FOUND: no database at \/data\/app\.db/],
      ['empty', () => disk.write('/data/app.db', ''), /^DATABASE_CORRUPTED: .*is empty/],
      ['no database', () => disk.write('/data/app.db', 'hello'), /^DATABASE_CORRUPTED: .*is not a database/],
      [
        'locked',
        () => (probe.failure = new DatabaseAccessException('locked by python3', { hint: 'Close it.' })),
        /^DATABASE_ACCESS: locked by python3/,
      ],
    ] as const) {
      it(`fails with code, message and hint of a capture (${why})`, async () => {
        break_();
        const report = await run(APP);
        expect(report.result).to.equal('failed');
        const finding = named(report, 'source');
        expect(finding?.detail).to.match(detail);
        expect(finding?.hint).not.to.equal('');
        expect(finding?.subject).to.equal('/data/app.db');
      });
    }

    it('continues with the next one', async () => {
      const report = await run({ sources: [{ name: undefined, path: '/data/missing.db' }, ...APP.sources] });
      expect(
        report.findings.filter(({ name }) => name === 'source').map(({ result }) => result),
      ).to.deep.equal(['failed', 'ok']);
    });
  });

  it('gives up a source that does not answer in time', async () => {
    hang();
    const running = run(APP);
    await new Promise(setImmediate);
    clock.advance(2000);
    expect(wrong(await running)).to.deep.equal([
      'failed source: BACKUP_TIMEOUT: /data/app.db could not be checked within 2 s',
    ]);
  });

  it('stops when the caller cancels', async () => {
    hang();
    const controller = new AbortController();
    const running = rejectionOf(run(APP, {}, controller.signal));
    await new Promise(setImmediate);
    controller.abort();
    expect(await running).to.be.instanceOf(OperationCancelledException);
  });

  it('does not hide a bug', async () => {
    const bug = new TypeError('x is not a function');
    probe.failure = bug;
    expect(await rejectionOf(run(APP))).to.equal(bug);
  });
});
