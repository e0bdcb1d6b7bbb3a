import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { loadSettings, type Settings, type SettingsInput } from '../../../src/settings/settings.ts';

describe('loadSettings', () => {
  let cwd: string;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'settings-'));
  });

  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  function load(input: Partial<SettingsInput> = {}): Settings {
    return loadSettings({ cwd, env: {}, ...input });
  }

  function write(path: string, content: unknown): string {
    const file = join(cwd, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  function failure(input: Partial<SettingsInput>): ConfigurationException {
    try {
      load(input);
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigurationException);
      expect((error as ConfigurationException).hint).not.to.equal('');
      return error as ConfigurationException;
    }
    throw new Error('the settings were accepted');
  }

  function sourceOf(settings: Settings, key: string): string | undefined {
    return settings.provenance.find((setting) => setting.key === key)?.source;
  }

  function valueOf(settings: Settings, key: string): unknown {
    return settings.provenance.find((setting) => setting.key === key)?.value;
  }

  describe('defaults', () => {
    it("has the guide's defaults", () => {
      const settings = load();
      expect(settings).to.include({
        backupDir: join(cwd, 'backup'),
        keepDays: 7,
        maxBackupFiles: 50,
        keepMin: 1,
        compression: 'gzip',
        compressionLevel: undefined,
        chunkSizeBytes: 65536,
        maxBackupSizeMb: 1024,
        healthCheckIntervalMs: 300_000,
        backupScheduleHour: 2,
        logFile: join(cwd, 'logs/backup.log'),
      });
      expect(settings.databases).to.deep.equal([]);
    });

    it('returns the others in the units of their names', () => {
      expect(load()).to.include({
        engine: 'auto',
        sourceCheck: 'quick',
        verifyAfterCreate: 'checksum',
        timeoutMs: 3_600_000,
        busyTimeoutMs: 5000,
        minFreeBytes: 104_857_600,
        diskWarningPercent: 80,
        diskCriticalPercent: 95,
        maxAgeHours: 26,
        logLevel: 'info',
      });
    });
  });

  describe('precedence', () => {
    it('applies file over defaults, environment over file, overrides over environment', () => {
      const configFile = write('my.json', { keep_days: 10, keep_min: 2, max_backup_files: 20 });
      const settings = load({
        configFile,
        env: { BACKUP_KEEP_DAYS: '11', BACKUP_KEEP_MIN: '3' },
        overrides: { keep_days: { value: '12', source: 'flag --keep-days' } },
      });
      expect(settings).to.include({ keepDays: 12, keepMin: 3, maxBackupFiles: 20, backupScheduleHour: 2 });
      expect(sourceOf(settings, 'keep_days')).to.equal('flag --keep-days');
      expect(sourceOf(settings, 'keep_min')).to.equal('environment variable BACKUP_KEEP_MIN');
      expect(sourceOf(settings, 'max_backup_files')).to.equal('my.json');
      expect(sourceOf(settings, 'backup_schedule_hour')).to.equal('default');
    });

    it('ignores an undefined override', () => {
      const overrides = { keep_days: { value: undefined, source: 'flag --keep-days' } };
      expect(sourceOf(load({ overrides }), 'keep_days')).to.equal('default');
    });

    it('reads only the given environment', () => {
      process.env['BACKUP_KEEP_DAYS'] = '99';
      try {
        expect(load().keepDays).to.equal(7);
      } finally {
        delete process.env['BACKUP_KEEP_DAYS'];
      }
    });
  });

  describe('the configuration file', () => {
    it('defaults to config/backup_config.json in the working directory', () => {
      write('config/backup_config.json', { keep_days: 21 });
      const settings = load();
      expect(settings.keepDays).to.equal(21);
      expect(sourceOf(settings, 'keep_days')).to.equal(join('config', 'backup_config.json'));
    });

    it('must exist when it is named', () => {
      expect(failure({ configFile: 'gone.json' }).message).to.include('gone.json does not exist');
      expect(failure({ configFile: '' }).message).to.include('cannot be read (EISDIR)');
    });

    it('may start with a byte-order mark', () => {
      expect(load({ configFile: write('bom.json', '\uFEFF{"keep_days": 3}') }).keepDays).to.equal(3);
    });

    for (const [what, text, place] of [
      ['an unknown word', '{\n  "keep_days": seven\n}', 'line 2, column 16'],
      ['a comma too many', '{\n  "keep_days": 7,\n}', 'line 3, column 1'],
      ['a missing end', '{"keep_days": 7', 'line 1, column 16'],
      ['a comment', '// mine\n{}', 'line 1, column 1'],
      ['nothing', '', 'line 1, column 1'],
      ['something after the end', '{}\n{}', 'line 2, column 1'],
    ] as const) {
      it(`is refused with the position of ${what}`, () => {
        const { message } = failure({ configFile: write('broken.json', text) });
        expect(message).to.equal(`the configuration file broken.json is not valid JSON: ${place}`);
      });
    }

    it('is refused when it is not UTF-8 or too large', () => {
      writeFileSync(join(cwd, 'latin1.json'), Buffer.from('{"backup_dir":"caf\xe9"}', 'latin1'));
      expect(failure({ configFile: 'latin1.json' }).message).to.include('cannot be read (not UTF-8)');
      const huge = write('huge.json', ' '.repeat(1024 ** 2 + 1));
      expect(failure({ configFile: huge }).message).to.include('cannot be read (EFBIG)');
      const large = write('large.json', `{"keep_days":3}${' '.repeat(1024 ** 2 - 15)}`);
      expect(load({ configFile: large }).keepDays).to.equal(3);
    });

    it('must hold an object', () => {
      for (const text of ['[]', 'null', '7']) {
        expect(failure({ configFile: write('no.json', text) }).message).to.include('is not a JSON object');
      }
    });

    it('is refused with an unknown key, and the nearest key is suggested', () => {
      const suggestions = {
        'keep-days': 'keep_days',
        keepDays: 'keep_days',
        max_backup_file: 'max_backup_files',
      };
      for (const [key, meant] of Object.entries(suggestions)) {
        const error = failure({ configFile: write('typo.json', { [key]: 5 }) });
        expect(error.message).to.equal(`${key}: there is no such setting (typo.json)`);
        expect(error.hint).to.equal(`Did you mean ${meant}?`);
      }
    });

    it('is refused with the list of settings when no key is near, without the value', () => {
      const error = failure({ configFile: write('typo.json', { aws_secret: 'hunter2' }) });
      expect(error.hint).to.include('keep_days').and.to.include('log_file');
      expect(`${error.message} ${error.hint} ${JSON.stringify(error.details)}`).not.to.include('hunter2');
    });

    it('refuses property names of JavaScript', () => {
      for (const key of ['__proto__', 'constructor', 'toString']) {
        const text = `{"${key}": {"keep_days": 1}}`;
        expect(failure({ configFile: write('own.json', text) }).message).to.include(
          'there is no such setting',
        );
      }
    });
  });

  describe('paths', () => {
    it("are relative to the configuration file's directory, also the defaults", () => {
      const configFile = write('etc/mine.json', { database_path: 'data/app.db', log_file: '../app.log' });
      const settings = load({ configFile });
      expect(settings.databases).to.deep.equal([{ name: undefined, path: join(cwd, 'etc/data/app.db') }]);
      expect(settings.logFile).to.equal(join(cwd, 'app.log'));
      expect(settings.backupDir).to.equal(join(cwd, 'etc/backup'));
    });

    it('are relative to the parent of a folder named config', () => {
      const configFile = write('project/config/other.json', { databases: [{ path: 'app.db' }] });
      const settings = load({ configFile });
      expect(settings.databases).to.deep.equal([{ name: undefined, path: join(cwd, 'project/app.db') }]);
      expect(settings.backupDir).to.equal(join(cwd, 'project/backup'));
      expect(settings.logFile).to.equal(join(cwd, 'project/logs/backup.log'));
    });

    it('are relative to the working directory in environment and overrides', () => {
      const settings = load({
        configFile: write('etc/mine.json', { backup_dir: 'there', log_file: 'there.log' }),
        env: { BACKUP_DIR: 'here', BACKUP_DATABASES: '[{"path":"a.db"}]' },
        overrides: { log_file: { value: 'here.log', source: 'flag --log-file' } },
      });
      expect(settings.backupDir).to.equal(join(cwd, 'here'));
      expect(settings.logFile).to.equal(join(cwd, 'here.log'));
      expect(settings.databases).to.deep.equal([{ name: undefined, path: join(cwd, 'a.db') }]);
    });

    it('do not change when they are absolute', () => {
      expect(load({ env: { BACKUP_DIR: '/srv/backups' } }).backupDir).to.equal('/srv/backups');
    });

    it('are absolute in the provenance', () => {
      const settings = load({ env: { BACKUP_DATABASES: '[{"name":"a","path":"a.db"}]' } });
      expect(valueOf(settings, 'backup_dir')).to.equal(join(cwd, 'backup'));
      expect(valueOf(settings, 'databases')).to.deep.equal([{ name: 'a', path: join(cwd, 'a.db') }]);
    });
  });

  describe('log_file', () => {
    it('is off when it is empty or null', () => {
      expect(load({ configFile: write('empty.json', { log_file: '' }) }).logFile).to.equal(undefined);
      expect(load({ configFile: write('null.json', { log_file: null }) }).logFile).to.equal(undefined);
      expect(load({ env: { BACKUP_LOG_FILE: '' } }).logFile).to.equal(undefined);
    });
  });

  describe('compression', () => {
    const env = (variables: Record<string, string>): Partial<SettingsInput> => ({ env: variables });

    it('follows compress_backups when it is not set', () => {
      const settings = load(env({ BACKUP_COMPRESS: 'false' }));
      expect(settings.compression).to.equal('none');
      expect(sourceOf(settings, 'compression')).to.equal(
        'compress_backups, environment variable BACKUP_COMPRESS',
      );
      expect(valueOf(load(), 'compression')).to.equal('gzip');
    });

    it('overrides compress_backups when it is set', () => {
      expect(load(env({ BACKUP_COMPRESSION: 'zstd' })).compression).to.equal('zstd');
      expect(load(env({ BACKUP_COMPRESSION: 'none' })).compression).to.equal('none');
    });

    it('contradicts compress_backups = false', () => {
      for (const compression of ['gzip', 'zstd']) {
        const { message } = failure({
          configFile: write('c.json', { compress_backups: false }),
          env: { BACKUP_COMPRESSION: compression },
        });
        expect(message).to.include('compress_backups false (c.json)');
        expect(message).to.include(`compression "${compression}" (environment variable BACKUP_COMPRESSION)`);
      }
    });

    it('none does not contradict compress_backups = false', () => {
      expect(load(env({ BACKUP_COMPRESSION: 'none', BACKUP_COMPRESS: 'no' })).compression).to.equal('none');
    });

    it('limits the level', () => {
      expect(load(env({ BACKUP_COMPRESSION_LEVEL: '9' })).compressionLevel).to.equal(9);
      expect(
        load(env({ BACKUP_COMPRESSION: 'zstd', BACKUP_COMPRESSION_LEVEL: '19' })).compressionLevel,
      ).to.equal(19);
      const { message } = failure(env({ BACKUP_COMPRESSION_LEVEL: '10' }));
      expect(message).to.include('compression_level 10 (environment variable BACKUP_COMPRESSION_LEVEL)');
      expect(message).to.include('gzip has the levels 1 to 9');
      failure(env({ BACKUP_COMPRESSION: 'zstd', BACKUP_COMPRESSION_LEVEL: '20' }));
      failure(env({ BACKUP_COMPRESSION: 'none', BACKUP_COMPRESSION_LEVEL: '1' }));
      failure(env({ BACKUP_COMPRESSION_LEVEL: '0' }));
    });
  });

  describe('contradictions', () => {
    it('between the disk limits name both', () => {
      const { message } = failure({ env: { BACKUP_DISK_WARNING_PERCENT: '95' } });
      expect(message).to.include(
        'disk_warning_percent 95 (environment variable BACKUP_DISK_WARNING_PERCENT)',
      );
      expect(message).to.include('disk_critical_percent 95 (default)');
    });

    it('between keep_min and max_backup_files name both', () => {
      const { message } = failure({ env: { BACKUP_KEEP_MIN: '6', BACKUP_MAX_BACKUP_FILES: '5' } });
      expect(message).to.include('keep_min 6').and.to.include('max_backup_files 5');
    });
  });

  describe('databases', () => {
    it('start with database_path', () => {
      const configFile = write('both.json', {
        database_path: 'one.db',
        databases: [{ name: 'two', path: 'x/2.db' }],
      });
      expect(load({ configFile }).databases).to.deep.equal([
        { name: undefined, path: join(cwd, 'one.db') },
        { name: 'two', path: join(cwd, 'x/2.db') },
      ]);
    });

    it('are refused when one is listed twice, with any spelling of its path', () => {
      const { message } = failure({
        configFile: write('twice.json', { databases: [{ name: 'b', path: 'x/../one.db' }] }),
        env: { BACKUP_DATABASE_PATH: 'one.db' },
      });
      expect(message).to.include('database_path, environment variable BACKUP_DATABASE_PATH');
      expect(message).to.include('databases, twice.json').and.to.include('twice');
    });

    it('are refused when two would have the same name', () => {
      for (const databases of [
        [
          { name: 'app', path: 'a.db' },
          { name: 'app', path: 'b.db' },
        ],
        [{ path: 'a/app.db' }, { path: 'b/app.db' }],
        [{ name: 'app', path: 'x.db' }, { path: 'b/app.sqlite' }],
      ]) {
        const { message } = failure({ configFile: write('names.json', { databases }) });
        expect(message).to.include('their backups would have the same name, "app"');
      }
    });

    it('may have equal file names with non-ASCII characters', () => {
      const databases = [{ path: 'a/客户.db' }, { path: 'b/客户.db' }];
      expect(load({ configFile: write('cn.json', { databases }) }).databases).to.have.length(2);
    });

    for (const [databases, problem] of [
      ['app.db', 'must be a list'],
      [['app.db'], 'entry 1 must be {"name"'],
      [[{ path: 'a.db' }, { name: 'b' }], 'entry 2 lacks "path"'],
      [[{ path: '' }], 'entry 1 has a wrong "path"'],
      [[{ path: 'a.db', name: '../b' }], 'entry 1 has a wrong "name"'],
      [[{ path: 'a.db', name: 7 }], 'entry 1 has a wrong "name"'],
      [[{ pth: 'a.db' }], 'entry 1 has the unknown field "pth"; did you mean "path"?'],
    ] as const) {
      it(`refuses ${JSON.stringify(databases)}`, () => {
        expect(failure({ configFile: write('bad.json', { databases }) }).message).to.include(
          `databases: ${problem}`,
        );
      });
    }

    it('from the environment are JSON', () => {
      expect(failure({ env: { BACKUP_DATABASES: 'a.db,b.db' } }).message).to.include(
        'databases: must be a list of {"name": …, "path": …}; found "a.db,b.db" (environment variable BACKUP_DATABASES)',
      );
    });
  });
});
