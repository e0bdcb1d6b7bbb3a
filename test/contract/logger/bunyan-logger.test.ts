import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import {
  BunyanLogger,
  type BunyanLoggerOptions,
} from '../../../src/adapters/outbound/logger/bunyan-logger.ts';
import { describeLogger, type ReadRecord } from './logger.contract.ts';

const LEVEL_OF: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

const BUNYANS_OWN = ['v', 'name', 'hostname', 'pid', 'level', 'time', 'msg', 'err'];

function parseRecords(path: string): Record<string, unknown>[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function toReadRecord(record: Record<string, unknown>): ReadRecord {
  const { level, msg, err } = record;
  const fields = Object.fromEntries(Object.entries(record).filter(([key]) => !BUNYANS_OWN.includes(key)));
  return { level: LEVEL_OF[level as number] ?? '', message: msg as string, error: err, fields };
}

/** A stand-in for stderr that keeps what it is told. */
class Screen extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

describeLogger('BunyanLogger', (level) => {
  const folder = mkdtempSync(join(tmpdir(), 'logger-'));
  const logFile = join(folder, 'logs', 'backup.log');
  const stderr = new Screen();
  const logger = new BunyanLogger({ level, stderrLevel: 'debug', logFile, stderr, isTerminal: false });
  return {
    logger,
    read: async () => {
      await logger.close();
      return parseRecords(logFile).map(toReadRecord);
    },
    breakLog: () => {
      writeFileSync(join(folder, 'logs'), 'a file where the directory should be');
      stderr.destroy(new Error('EPIPE'));
    },
    dispose: async () => {
      await logger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

describe('BunyanLogger', () => {
  let folder: string;
  let logFile: string;
  let screen: Screen;
  let loggers: BunyanLogger[];

  beforeEach(() => {
    loggers = [];
    folder = mkdtempSync(join(tmpdir(), 'logger-'));
    logFile = join(folder, 'logs', 'backup.log');
    screen = new Screen();
  });

  afterEach(async () => {
    for (const logger of loggers) await logger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function create(options: Partial<BunyanLoggerOptions> = {}): BunyanLogger {
    const logger = new BunyanLogger({
      level: 'debug',
      stderrLevel: 'debug',
      logFile,
      stderr: screen,
      isTerminal: false,
      ...options,
    });
    loggers.push(logger);
    return logger;
  }

  it('changes its levels at run time', async () => {
    const logger = create({ level: 'info', stderrLevel: 'info' });
    logger.debug('before');
    logger.changeLevels({ level: 'debug', stderrLevel: 'debug' });
    expect(logger.isDebugEnabled()).to.equal(true);
    logger.debug('between');
    logger.changeLevels({ level: 'error', stderrLevel: undefined });
    expect(logger.isDebugEnabled()).to.equal(false);
    logger.info('after');
    logger.error('at last');
    await logger.close();
    expect(parseRecords(logFile).map((record) => record['msg'])).to.deep.equal(['between', 'at last']);
    expect(screen.text).to.include('between').and.not.include('before').and.not.include('at last');
  });

  describe('the log file', () => {
    it('is created with the first record, readable by its owner only', async () => {
      const logger = create({ level: 'info' });
      logger.debug('not this one');
      await logger.close();
      expect(existsSync(logFile)).to.equal(false);
      logger.info('this one');
      await logger.close();
      expect(statSync(logFile).mode & 0o777).to.equal(0o600);
    });

    it('is appended to', async () => {
      for (const message of ['first', 'second']) {
        const logger = create();
        logger.info(message);
        await logger.close();
      }
      expect(parseRecords(logFile).map((record) => record['msg'])).to.deep.equal(['first', 'second']);
    });

    it("keeps a fact apart that has the name of one of bunyan's own", async () => {
      const logger = create();
      logger.info('verified', { level: 'quick', name: 'app', time: 'noon' });
      await logger.close();
      const [record] = parseRecords(logFile);
      expect(record).to.include({
        level: 30,
        name: 'backup-manager',
        level_: 'quick',
        name_: 'app',
        time_: 'noon',
      });
    });

    it('keeps code, hint and details of our own exceptions', async () => {
      const logger = create();
      logger.error(
        'no',
        new BackupDirectoryException('full', { hint: 'make room', details: { path: '/b', token: 'x' } }),
      );
      await logger.close();
      expect(parseRecords(logFile)[0]?.['err']).to.deep.include({
        name: 'BackupDirectoryException',
        code: 'BACKUP_DIRECTORY',
        hint: 'make room',
        details: { path: '/b', token: '***' },
      });
    });

    it('rotates, keeps five old files, and loses no record that is still kept', async () => {
      const logger = create({ stderrLevel: undefined, maxFileSize: '1K' });
      const padding = 'x'.repeat(900);
      for (let index = 1; index <= 10; index += 1) logger.info(String(index), { padding });
      await logger.close();
      const rotated = [1, 2, 3, 4, 5].map((index) => `backup.log.${String(index)}`);
      expect(readdirSync(join(folder, 'logs')).sort()).to.deep.equal(['backup.log', ...rotated]);
      const messages = [...rotated.reverse(), 'backup.log'].flatMap((file) =>
        parseRecords(join(folder, 'logs', file)).map((record) => record['msg']),
      );
      expect(messages).to.deep.equal(['6', '7', '8', '9', '10']);
      expect(statSync(join(folder, 'logs', 'backup.log.1')).mode & 0o777).to.equal(0o600);
    });

    it('that cannot be written is reported once on stderr, and written again when possible', async () => {
      writeFileSync(join(folder, 'logs'), 'in the way');
      const logger = create({ stderrLevel: undefined });
      logger.info('lost');
      await logger.close();
      logger.info('lost too');
      await logger.close();
      expect(screen.text.match(/warning: the log file/g)).to.have.length(1);
      expect(screen.text).to.include(logFile).and.to.include('check log_file');

      rmSync(join(folder, 'logs'));
      logger.info('written');
      await logger.close();
      expect(parseRecords(logFile).map((record) => record['msg'])).to.deep.equal(['written']);
    });

    it('that is a directory is reported on stderr', async () => {
      const logger = create({ stderrLevel: undefined, logFile: folder });
      logger.info('lost');
      await logger.close();
      expect(screen.text).to.include(`warning: the log file ${folder} cannot be written`);
    });

    it('is none when none is configured', async () => {
      const logger = create({ logFile: undefined });
      logger.error('only for the eye');
      await logger.close();
      expect(readdirSync(folder)).to.deep.equal([]);
      expect(screen.text).to.include('only for the eye');
    });
  });

  describe('stderr', () => {
    it('has one plain line for each record, with what went wrong and the facts', () => {
      create().error('run failed', new Error('outer', { cause: new Error('inner') }), {
        database: 'app',
        size: 7,
        why: 'a b',
      });
      expect(screen.text).to.match(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR run failed: outer: inner database=app size=7 why="a b"\n$/,
      );
    });

    it('shows from its own level on, and never less than is logged', () => {
      const logger = create({ level: 'info', stderrLevel: 'warn' });
      logger.info('quiet');
      logger.warn('loud');
      create({ level: 'error', stderrLevel: 'debug' }).warn('below the level');
      expect(screen.text).to.include('loud').and.not.to.include('quiet').and.not.to.include('below');
    });

    it('is coloured on a terminal only, and says the same', () => {
      create({ isTerminal: true }).warn('careful', { a: 1 });
      expect(screen.text).to.include('\u001b[');
      expect(stripVTControlCharacters(screen.text)).to.match(/Z WARN {2}careful a=1\n$/);
    });

    it('is not coloured on a terminal that wants no colour', () => {
      const terminal = Object.assign(screen, { hasColors: () => false });
      create({ isTerminal: true, stderr: terminal }).warn('careful');
      expect(screen.text).not.to.include('\u001b[');
    });

    it('shows line breaks and terminal commands instead of obeying them', () => {
      create().info('a\nb\u001b[2J', { path: 'c\u009bd\re' });
      expect(screen.text.split('\n')).to.have.length(2);
      expect(screen.text)
        .to.include('a\\u000ab\\u001b[2J')
        .and.not.to.include('\u001b')
        .and.not.to.include('\u009b');
    });
  });
});
