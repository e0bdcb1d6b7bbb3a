import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BackupConfig,
  BackupManager,
  BackupManagerException,
  BackupNotFoundException,
  ConfigurationException,
  DatabaseCorruptedException,
  DatabaseNotFoundException,
  OperationCancelledException,
  OperationInProgressException,
  UsageException,
  type RunEvent,
} from '../../src/main/library.ts';
import {
  buildSource,
  makeFolder,
  readItems,
  removeFolder,
  writeDatabase,
} from '../support/database-fixtures.ts';
import { PythonProcess } from '../support/python-process.ts';
import { rejectionOf } from '../support/rejection-of.ts';

/** An application with rows that are only in the write-ahead log. */
const APPLICATION = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = wal')
db.execute('PRAGMA wal_autocheckpoint = 0')
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL)')
db.execute("INSERT INTO item VALUES (1, 'one'), (2, 'two')")
stay()
`;
const ROWS = [[1, 'one'] as const, [2, 'two'] as const];

describe('the library', () => {
  let folder: string;
  let managers: BackupManager[];

  beforeEach(async () => {
    folder = await makeFolder();
    managers = [];
  });

  afterEach(async () => {
    await Promise.all(managers.map((manager) => manager.close()));
    await removeFolder(folder);
  });

  /** Writes a configuration file below the folder and gives its path. */
  const configFile = async (
    changes: Record<string, unknown> = {},
    name = 'config/backup_config.json',
  ): Promise<string> => {
    await mkdir(join(folder, 'config'), { recursive: true });
    const path = join(folder, name);
    const settings = {
      database_path: 'app.db',
      backup_dir: 'backup',
      log_file: 'logs/backup.log',
      min_free_mb: 0,
      disk_warning_percent: 99,
      disk_critical_percent: 100,
      ...changes,
    };
    await writeFile(path, JSON.stringify(settings));
    return path;
  };
  const managerOf = (file: string, listen: (event: RunEvent) => void = () => {}): BackupManager => {
    const manager = new BackupManager({
      config: new BackupConfig(file),
      listeners: [{ onRunEvent: listen }],
    });
    managers.push(manager);
    return manager;
  };

  for (const engine of ['native', 'sqljs']) {
    it(`runs the example of the guide on a live database with engine ${engine}`, async () => {
      const application = await PythonProcess.start(APPLICATION, join(folder, 'app.db'));
      try {
        const manager = managerOf(await configFile({ engine }));
        const backup = await manager.createBackup();
        expect(backup.path).to.equal(join(folder, 'backup', backup.filename));
        expect(backup.message).to.include(backup.filename).and.to.include('verified');
        expect(backup).to.include({ database: 'app', verified: true, managed: true, compression: 'gzip' });
        expect(backup.manifest).to.include({ engine, journalMode: 'wal' });

        const [listed, ...others] = await manager.listBackups();
        expect(others).to.deep.equal([]);
        expect(listed).to.include({ filename: backup.filename, verified: true });
        expect(listed?.size).to.equal((await readFile(backup.path)).length);

        const health = await manager.getHealthStatus();
        expect(health.overallStatus, JSON.stringify(health)).to.equal('healthy');
        expect(health.recentBackup.databases[0]?.newestVerified).to.equal(backup.filename);

        const target = join(folder, 'restored.db');
        const restored = await manager.restoreBackup(backup.filename, target);
        expect(restored.databaseSha256).to.equal(backup.manifest.databaseSha256);
        expect(readItems(target)).to.deep.equal(ROWS);
      } finally {
        await application.stop();
      }
    });
  }

  describe('on an unused database', () => {
    let manager: BackupManager;

    beforeEach(async () => {
      await buildSource('sound', join(folder, 'app.db'));
      manager = managerOf(await configFile());
    });

    it('restores in place, by name or by time, and reverts it', async () => {
      const { filename } = await manager.createBackup();
      for (const selection of [filename, { database: 'app', before: new Date() }]) {
        const restored = await manager.restoreInPlace(selection);
        expect(restored).to.include({ filename, restoredTo: join(folder, 'app.db'), method: 'sqlite' });
        const undone = await manager.undoRestore();
        expect(restored.safetyCopy).to.deep.equal({ kind: 'backup', filename: undone.filename });
      }
      expect(await rejectionOf(manager.undoRestore({ database: 'shop' }))).to.be.instanceOf(
        BackupNotFoundException,
      );
    });

    it('verifies at level quick by default', async () => {
      const { filename } = await manager.createBackup();
      expect(await manager.verifyBackup(filename)).to.include({ level: 'quick', result: 'ok' });
      expect(await manager.verifyBackup(filename, { level: 'full' })).to.include({ result: 'ok' });
    });

    it('cleans up by the configured retention, or returns the plan', async () => {
      const tight = managerOf(
        await configFile({ max_backup_files: 2, cleanup_after_create: false }, 'tight.json'),
      );
      for (let count = 0; count < 3; count++) await tight.createBackup();
      const [, , oldest] = await tight.listBackups();
      const planned = await tight.cleanupBackups({ dryRun: true });
      expect(planned.removed.map(({ filename }) => filename)).to.deep.equal([oldest?.filename]);
      expect(await tight.listBackups()).to.have.lengthOf(3);
      const one = await tight.cleanupBackups({ maxFiles: 1, keepDays: 3, dryRun: true });
      expect(one.removed).to.have.lengthOf(2);
      await tight.cleanupBackups();
      expect(await tight.listBackups()).to.have.lengthOf(2);
    });

    it('returns statistics', async () => {
      const { size } = await manager.createBackup();
      expect(JSON.stringify(await manager.getStatistics())).to.include(String(size));
    });

    it('accepts another path, a name and a label', async () => {
      const path = writeDatabase(join(folder, '数据 库.db'), 'CREATE TABLE item (id)');
      const backup = await manager.createBackup(path, { database: 'shop', label: 'before the move' });
      expect(backup).to.include({ database: 'shop', label: 'before the move' });
      expect(await manager.listBackups('shop')).to.have.lengthOf(1);
      expect(await manager.listBackups('app')).to.deep.equal([]);
      expect((await manager.createBackup(path)).database).to.match(/-[0-9a-f]{6}$/);
    });

    it('makes a diff or incr, and no file when nothing changed', async () => {
      const path = writeDatabase(join(folder, 'shop.db'), 'CREATE TABLE item (id)');
      const full = await manager.createBackup(path, { type: 'full' });
      writeDatabase(path, 'INSERT INTO item VALUES (1)');
      const incr = await manager.createBackup(path, { type: 'incr' });
      expect(incr).to.include({ type: 'incr', parent: full.filename, restorable: true, unchanged: false });
      expect(incr.reason).to.include(`changes since ${full.filename}`);
      const again = await manager.createBackup(path, { type: 'incr' });
      expect(again).to.include({ filename: incr.filename, unchanged: true, verified: true });
      expect(again.message).to.equal(`shop is unchanged since ${incr.filename}`);
      const pinned = await manager.changeBackup(incr.filename, { pinned: true });
      expect(pinned).to.include({ verified: true, restorable: true });
      const listed = await manager.listBackups('shop');
      expect(listed.map(({ type, parent }) => [type, parent])).to.deep.equal([
        ['incr', full.filename],
        ['full', undefined],
      ]);
    });

    it('replaces an existing file only with overwrite', async () => {
      const { filename } = await manager.createBackup();
      const target = writeDatabase(join(folder, 'old.db'), 'CREATE TABLE old (id)');
      expect(await rejectionOf(manager.restoreBackup(filename, target))).to.be.instanceOf(UsageException);
      await manager.restoreBackup(filename, target, { overwrite: true });
      expect(readItems(target)).to.have.lengthOf(200);
    });

    it('reports every run to a listener', async () => {
      const types: string[] = [];
      await managerOf(await configFile(), ({ type }) => types.push(type)).createBackup();
      expect(types[0]).to.equal('started');
      expect(types.at(-1)).to.equal('succeeded');
    });

    it('uses file and environment by default', async () => {
      const cwd = process.cwd();
      await configFile({ compress_backups: true });
      process.chdir(folder);
      process.env['BACKUP_COMPRESS'] = 'false';
      try {
        const plain = new BackupManager();
        managers.push(plain);
        expect((await plain.createBackup()).filename).to.match(/Z\.db$/);
      } finally {
        delete process.env['BACKUP_COMPRESS'];
        process.chdir(cwd);
      }
    });

    it('works with another manager in the same process', async () => {
      const other = managerOf(await configFile({ backup_dir: 'other' }, 'other.json'));
      const [one, two] = await Promise.all([manager.createBackup(), other.createBackup()]);
      expect(one.path).to.equal(join(folder, 'backup', one.filename));
      expect(two.path).to.equal(join(folder, 'other', two.filename));
      expect(await other.listBackups()).to.have.lengthOf(1);
    });

    it('refuses a second run on a database that another manager uses', async () => {
      const second: Promise<unknown>[] = [];
      const file = await configFile();
      const first = managerOf(file, ({ type }) => {
        if (type === 'progress' && second.length === 0) second.push(rejectionOf(manager.createBackup()));
      });
      await first.createBackup();
      expect(await second[0]).to.be.instanceOf(OperationInProgressException);
      expect(await manager.listBackups()).to.have.lengthOf(1);
    });

    it('stops when its signal aborts, without partial files', async () => {
      const controller = new AbortController();
      const stopped = managerOf(await configFile(), ({ type }) => {
        if (type === 'progress') controller.abort();
      });
      const error = await rejectionOf(stopped.createBackup(undefined, { signal: controller.signal }));
      expect(error).to.be.instanceOf(OperationCancelledException);
      expect(await manager.listBackups()).to.deep.equal([]);
      expect(await readdir(join(folder, 'backup', '.state', 'staging'))).to.deep.equal([]);
    });
  });

  describe('throws the classes that it exports', () => {
    const refused = async (outcome: Promise<unknown>): Promise<BackupManagerException> => {
      const error = await rejectionOf(outcome);
      expect(error).to.be.instanceOf(BackupManagerException);
      expect((error as BackupManagerException).hint).to.match(/\w/);
      return error as BackupManagerException;
    };

    it('DatabaseNotFoundException', async () => {
      const error = await refused(managerOf(await configFile()).createBackup());
      expect(error).to.be.instanceOf(DatabaseNotFoundException);
      expect(error.code).to.equal('DATABASE_NOT_FOUND');
    });

    it('DatabaseCorruptedException, with the damaged copy in quarantine', async () => {
      await buildSource('damaged', join(folder, 'app.db'));
      const manager = managerOf(await configFile());
      const error = await refused(manager.createBackup());
      expect(error).to.be.instanceOf(DatabaseCorruptedException);
      expect((await readFile(error.details['quarantined'] as string)).length).to.be.above(0);
      expect(await manager.listBackups()).to.deep.equal([]);
      expect((await manager.getHealthStatus()).overallStatus).to.equal('critical');
    });

    it('BackupNotFoundException', async () => {
      const error = await refused(managerOf(await configFile()).verifyBackup('lost.db.gz'));
      expect(error).to.be.instanceOf(BackupNotFoundException);
    });

    it('UsageException without exactly one configured database', async () => {
      const none = managerOf(await configFile({ database_path: null }));
      expect(await refused(none.createBackup())).to.be.instanceOf(UsageException);
      const databases = [{ name: 'shop', path: 'shop.db' }];
      const two = managerOf(await configFile({ databases }));
      const error = await refused(two.createBackup());
      expect(error).to.be.instanceOf(UsageException);
      expect(error.message).to.include('several');
    });

    it('UsageException for an implausible path, before anything is written', async () => {
      const manager = managerOf(await configFile());
      const mistakes: readonly (() => Promise<unknown>)[] = [
        () => manager.createBackup('~/app.db'),
        () => manager.createBackup(''),
        () => manager.createBackup('"/srv/app.db"'),
        () => manager.restoreBackup('app.db', 'sqlite:///srv/app.db'),
        () => manager.restoreBackup('file:///srv/app.db', join(folder, 'new.db')),
        () => manager.restoreInPlace('~/app.db'),
        () => manager.verifyBackup('/backup/app.db\n'),
        () => manager.adoptBackup('"backup/app.db"'),
        () => manager.changeBackup('~/app.db', { pinned: true }),
      ];
      const before = await readdir(folder);
      for (const mistake of mistakes) {
        const error = await rejectionOf(mistake());
        expect(error).to.be.instanceOf(UsageException);
        expect((error as Error).message).to.match(/^the (?:source|target|backup) must be a path/u);
      }
      expect(await readdir(folder)).to.deep.equal(before);
    });

    it('ConfigurationException in the constructor', async () => {
      const file = await configFile({ keep_dayz: 3 });
      expect(() => new BackupConfig(file)).to.throw(ConfigurationException, /keep_dayz/);
    });
  });
});
