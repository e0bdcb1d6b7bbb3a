import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { BunyanLogger } from '../../../src/adapters/outbound/logger/bunyan-logger.ts';
import { FilesystemRunLog } from '../../../src/adapters/outbound/run-log/filesystem-run-log.ts';
import { LoggingRunListener } from '../../../src/adapters/outbound/run-listener/logging-run-listener.ts';
import { BackupCreationException } from '../../../src/domain/exceptions/backup-creation-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { describeRunLog, lineOf, RUN, STARTED_AT, type WrittenLine } from './run-log.contract.ts';

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 };

/** A record as bunyan writes it. */
function record({ at, level, message, fields, run }: WrittenLine): string {
  const always = { name: 'backup-manager', hostname: 'box', pid: 7, level: LEVELS[level] };
  return `${JSON.stringify({ ...always, ...fields, run, msg: message, time: at.toISOString(), v: 0 })}\n`;
}

describeRunLog('FilesystemRunLog', async () => {
  const folder = await makeFolder();
  const logFile = join(folder, 'backup.log');
  return {
    log: new FilesystemRunLog(logFile),
    write: (lines) => appendFile(logFile, lines.map(record).join('')),
    dispose: () => removeFolder(folder),
  };
});

describe('the log file of a run', () => {
  let folder: string;
  let logFile: string;

  beforeEach(async () => {
    folder = await makeFolder();
    logFile = join(folder, 'backup.log');
  });

  afterEach(() => removeFolder(folder));

  const read = async (maxBytes?: number): Promise<readonly string[]> =>
    (await new FilesystemRunLog(logFile, maxBytes).read(RUN, { limit: 500 })).map(({ message }) => message);

  const noise = (count: number, secondsAfter = 0): string =>
    Array.from({ length: count }, () => record(lineOf(undefined, 'x'.repeat(1000), secondsAfter))).join('');

  it('finds lines written before a rotation', async () => {
    await writeFile(`${logFile}.2`, record(lineOf(RUN.id, 'began')));
    await writeFile(`${logFile}.1`, noise(20) + record(lineOf(RUN.id, 'went on', 1)));
    await writeFile(logFile, record(lineOf(RUN.id, 'ended', 2)));
    expect(await read()).to.deep.equal(['began', 'went on', 'ended']);
  });

  it('is found across the blocks in which it is read', async () => {
    const messages = Array.from({ length: 490 }, (_, at) => `${String(at)} ${'x'.repeat(3000)}`);
    await writeFile(logFile, messages.map((message) => record(lineOf(RUN.id, message))).join(''));
    expect(await read()).to.deep.equal(messages);
  });

  it('ignores lines that are no records: a torn line, another program, a line without an end', async () => {
    const whole = record(lineOf(RUN.id, 'whole'));
    await writeFile(
      logFile,
      `${whole.slice(0, 90)}\n{"run":"${RUN.id}"}\n"${RUN.id}"\n\n${whole}${'y'.repeat(6_000_000)}\n${whole}${whole.slice(0, 150)}`,
    );
    expect(await read()).to.deep.equal(['whole', 'whole']);
  });

  it('is read only from the start of the run', async () => {
    // The very same id could not be there; if it is found all the same, too much was read.
    await writeFile(`${logFile}.1`, record(lineOf(RUN.id, 'too early', -86_400)));
    await writeFile(logFile, noise(1, -86_400) + record(lineOf(RUN.id, 'ended', 1)));
    expect(await read()).to.deep.equal(['ended']);
  });

  it('reads a bounded number of bytes', async () => {
    await writeFile(
      logFile,
      record(lineOf(RUN.id, 'began')) + noise(100) + record(lineOf(RUN.id, 'ended', 1)),
    );
    expect(await read(10_000)).to.deep.equal(['ended']);
  });

  it('reads as an empty one where it is no file, cannot be read, or is not written at all', async () => {
    await mkdir(logFile);
    expect(await read()).to.deep.equal([]);
    logFile = '/dev/full';
    expect(await read()).to.deep.equal([]);
    expect(await new FilesystemRunLog(undefined).read(RUN, { limit: 1 })).to.deep.equal([]);
  });

  it('has what the logger wrote of the run, and neither a secret nor a stack', async () => {
    const logger = new BunyanLogger({
      level: 'debug',
      stderrLevel: undefined,
      logFile,
      stderr: new PassThrough(),
      isTerminal: false,
    });
    const run = { ...RUN, operation: 'create', database: 'app' } as const;
    const listener = new LoggingRunListener(logger);
    const error = new BackupCreationException('it did not work', {
      hint: 'Try again.',
      details: { path: '/data/app.db', api_token: 'bm_secret' },
    });
    const bug = new TypeError('a bug', { cause: new RangeError('another one') });
    listener.onRunEvent({ type: 'started', run });
    listener.onRunEvent({ type: 'warning', run, message: 'mind', hint: 'the gap' });
    listener.onRunEvent({ type: 'failed', run, durationMs: 7, error });
    listener.onRunEvent({ type: 'failed', run, durationMs: 8, error: bug });
    await logger.close();
    const started = { id: RUN.id, startedAt: STARTED_AT };
    const lines = await new FilesystemRunLog(logFile).read(started, { limit: 500 });
    expect(lines.map(({ level, message }) => [level, message])).to.deep.equal([
      ['info', 'create of app started'],
      ['warn', 'create of app: mind'],
      ['error', 'create of app failed: it did not work'],
      ['error', 'create of app failed unexpectedly'],
    ]);
    expect(lines[2]?.fields).to.deep.equal({
      duration_ms: 7,
      code: 'BACKUP_CREATION',
      hint: 'Try again.',
      details: { path: '/data/app.db', api_token: '***' },
    });
    expect(lines[3]?.fields['err']).to.deep.equal({
      name: 'TypeError',
      message: 'a bug',
      cause: { name: 'RangeError', message: 'another one' },
    });
    const text = await readFile(logFile, 'utf8');
    expect(text).not.to.include('bm_secret');
    expect(text).to.include('filesystem-run-log.test.ts');
  });
});
