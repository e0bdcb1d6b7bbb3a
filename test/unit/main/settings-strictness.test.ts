import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';
import { environmentNames } from '../../../src/settings/environment.ts';
import { SETTING_DEFINITIONS, SETTING_KEYS } from '../../../src/settings/setting-definitions.ts';

describe('strict settings', () => {
  let cwd: string;

  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'settings-'));
  });

  after(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  function fromEnvironment(env: Record<string, string>): Settings {
    return loadSettings({ cwd, env });
  }

  function fromFile(values: object): Settings {
    writeFileSync(join(cwd, 'strict.json'), JSON.stringify(values));
    return loadSettings({ cwd, env: {}, configFile: 'strict.json' });
  }

  function problemOf(work: () => unknown): ConfigurationException {
    try {
      work();
    } catch (error) {
      if (error instanceof ConfigurationException) return error;
      throw error;
    }
    throw new Error('the value was accepted');
  }

  describe('numbers in the environment', () => {
    for (const text of [
      '14abc',
      '1e3',
      ' 14',
      '14 ',
      '1.5',
      '',
      '0x10',
      '+7',
      'NaN',
      '１４',
      '1_000',
      '--1',
    ]) {
      it(`refuse ${JSON.stringify(text)}`, () => {
        const error = problemOf(() => fromEnvironment({ BACKUP_KEEP_DAYS: text }));
        expect(error.message).to.equal(
          `keep_days: must be a whole number from 0 to 36500; found ${JSON.stringify(text)} (environment variable BACKUP_KEEP_DAYS)`,
        );
        expect(error.details).to.deep.equal({
          key: 'keep_days',
          value: text,
          source: 'environment variable BACKUP_KEEP_DAYS',
        });
      });
    }

    it('accept digits only', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 36_500 }), (days) => {
          expect(fromEnvironment({ BACKUP_KEEP_DAYS: String(days) }).keepDays).to.equal(days);
        }),
      );
      fc.assert(
        fc.property(
          fc.string().filter((text) => !/^\d+$/.test(text)),
          (text) => {
            problemOf(() => fromEnvironment({ BACKUP_KEEP_DAYS: text }));
          },
        ),
      );
    });

    it('accept a leading zero', () => {
      expect(fromEnvironment({ BACKUP_SCHEDULE_HOUR: '02' }).backupScheduleHour).to.equal(2);
    });
  });

  describe('booleans', () => {
    for (const [text, compression] of [
      ['true', 'gzip'],
      ['TRUE', 'gzip'],
      ['1', 'gzip'],
      ['Yes', 'gzip'],
      ['false', 'none'],
      ['False', 'none'],
      ['0', 'none'],
      ['NO', 'none'],
    ] as const) {
      it(`read ${text} from the environment`, () => {
        expect(fromEnvironment({ BACKUP_COMPRESS: text }).compression).to.equal(compression);
      });
    }

    it('refuse any other text', () => {
      for (const text of ['on', 'off', 'y', 'nope', '', ' true', '2']) {
        problemOf(() => fromEnvironment({ BACKUP_COMPRESS: text }));
      }
    });

    it('must be JSON booleans in the file', () => {
      for (const value of ['true', 1, 0, null, 'no']) problemOf(() => fromFile({ compress_backups: value }));
    });
  });

  describe('types in the file', () => {
    for (const [key, value] of [
      ['keep_days', '14'],
      ['keep_days', 1.5],
      ['keep_days', null],
      ['keep_days', [7]],
      ['keep_days', { a: 1 }],
      ['backup_dir', ''],
      ['backup_dir', 7],
      ['backup_dir', 'a\0b'],
      ['database_path', ''],
      ['engine', 'Native'],
      ['engine', 'sqlite'],
      ['compression', 'brotli'],
      ['compression', ''],
      ['source_check', 'checksum'],
      ['verify_after_create', 'drill'],
      ['log_level', 'trace'],
      ['log_level', 20],
    ] as const) {
      it(`refuse ${key} = ${JSON.stringify(value)}`, () => {
        const error = problemOf(() => fromFile({ [key]: value }));
        expect(error.message).to.include(`${key}: `).and.to.include('(strict.json)');
        expect(error.details).to.include({ key, source: 'strict.json' });
      });
    }
  });

  describe('ranges', () => {
    for (const [key, low, high] of [
      ['keep_days', 0, 36_500],
      ['chunk_size', 1024, 67_108_864],
      ['timeout_seconds', 1, 2_147_483],
      ['busy_timeout_ms', 0, 2_147_483_647],
      ['backup_schedule_hour', 0, 23],
      ['max_backup_size_mb', 1, 2 ** 30],
    ] as const) {
      it(`of ${key} include both limits only`, () => {
        fromFile({ [key]: low });
        fromFile({ [key]: high });
        for (const beyond of [low - 1, high + 1]) {
          expect(problemOf(() => fromFile({ [key]: beyond })).message).to.include(
            `from ${String(low)} to ${String(high)}`,
          );
        }
      });
    }
  });

  describe('log_level', () => {
    for (const [text, level] of [
      ['DEBUG', 'debug'],
      ['WARNING', 'warn'],
      ['Warn', 'warn'],
      ['error', 'error'],
    ] as const) {
      it(`reads ${text}`, () => {
        expect(fromEnvironment({ BACKUP_LOG_LEVEL: text }).logLevel).to.equal(level);
        expect(fromFile({ log_level: text }).logLevel).to.equal(level);
      });
    }
  });

  describe('names in the environment', () => {
    it('are BACKUP_ and the key without a doubled prefix, plus two aliases', () => {
      expect(environmentNames('backup_dir')).to.deep.equal(['BACKUP_DIR']);
      expect(environmentNames('keep_days')).to.deep.equal(['BACKUP_KEEP_DAYS']);
      expect(environmentNames('compress_backups')).to.deep.equal([
        'BACKUP_COMPRESS_BACKUPS',
        'BACKUP_COMPRESS',
      ]);
      expect(fromEnvironment({ BACKUP_MAX_SIZE_MB: '2048' }).maxBackupSizeMb).to.equal(2048);
      expect(fromEnvironment({ BACKUP_MAX_BACKUP_SIZE_MB: '2048' }).maxBackupSizeMb).to.equal(2048);
    });

    it('are all different', () => {
      const names = SETTING_KEYS.flatMap(environmentNames);
      expect(new Set(names).size).to.equal(names.length);
    });

    it('must not disagree', () => {
      const agreeing = fromEnvironment({ BACKUP_COMPRESS: 'no', BACKUP_COMPRESS_BACKUPS: 'false' });
      expect(agreeing.compression).to.equal('none');
      const { message } = problemOf(() =>
        fromEnvironment({ BACKUP_COMPRESS: 'no', BACKUP_COMPRESS_BACKUPS: 'true' }),
      );
      expect(message).to.include('BACKUP_COMPRESS)').and.to.include('BACKUP_COMPRESS_BACKUPS)');
    });

    it('ignore variables of other software', () => {
      expect(fromEnvironment({ BACKUP_TARGET: 's3://x', BACKUP_BACKUP_DIR: 'x' })).to.deep.equal(
        fromEnvironment({}),
      );
    });
  });

  describe('overrides', () => {
    const override = (key: string, value: unknown): Settings =>
      loadSettings({ cwd, env: {}, overrides: { [key]: { value, source: `flag --${key}` } } });

    it('are read as strictly as the environment', () => {
      expect(override('keep_days', '3').keepDays).to.equal(3);
      expect(override('keep_days', 3).keepDays).to.equal(3);
      const { message } = problemOf(() => override('keep_days', '3d'));
      expect(message).to.include('found "3d" (flag --keep_days)');
    });

    it('must be known', () => {
      expect(problemOf(() => override('keep_day', '3')).hint).to.equal('Did you mean keep_days?');
    });
  });

  it('accepts every default as a value', () => {
    for (const key of SETTING_KEYS) fromFile({ [key]: SETTING_DEFINITIONS[key].default });
  });
});
