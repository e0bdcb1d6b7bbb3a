import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { HistoryReport, ReportHistoryCommand } from '../../../src/application/report-history.ts';
import type { HistoryEntry } from '../../../src/domain/history/history-entry.ts';
import { aRun } from '../../support/history-records.ts';
import { invoke, type Invocation } from './invoke.ts';

function entry(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...aRun(1),
    outcome: 'succeeded',
    durationMs: 1500,
    facts: { filename: 'app.db.gz', stored_bytes: 5 },
    warnings: [],
    error: undefined,
    ...changes,
  };
}

const FAILED = entry({
  ...aRun(2, { operation: 'restore' }),
  outcome: 'failed',
  facts: {},
  warnings: [{ message: 'slow', hint: 'wait' }],
  error: { code: 'BACKUP_DIRECTORY', message: 'no room\u001b[2J', hint: 'make room' },
});

describe('history', () => {
  const history = async (
    argv: readonly string[],
    report: Partial<HistoryReport> = {},
    commands: ReportHistoryCommand[] = [],
  ): Promise<Invocation> => {
    const execute = (command: ReportHistoryCommand): Promise<HistoryReport> => {
      commands.push(command);
      return Promise.resolve({ runs: [FAILED, entry()], unreadableLines: 0, ...report });
    };
    return invoke(['history', ...argv], { services: { reportHistory: { execute } } });
  };

  it('prints a table', async () => {
    const { stdout, stderr, exitCode } = await history([]);
    expect([exitCode, stderr]).to.deep.equal([0, '']);
    const [head, failed, succeeded] = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(head).to.deep.equal(['STARTED', 'OPERATION', 'DATABASE', 'OUTCOME', 'TOOK', 'DETAILS']);
    expect(failed).to.deep.equal([
      '2026-11-22 12:00:02Z',
      'restore',
      'app',
      'failed',
      '1.5 s',
      'BACKUP_DIRECTORY: no room\\u001b[2J, 1 warning',
    ]);
    expect(succeeded).to.deep.equal([
      '2026-11-22 12:00:01Z',
      'create',
      'app',
      'succeeded',
      '1.5 s',
      'app.db.gz',
    ]);
  });

  it('prints the details of runs without a file', async () => {
    const two = [1, 2].map((number) => ({ message: String(number), hint: '' }));
    const runs = [
      entry({ facts: { removed: 2, kept: 3 } }),
      entry({ facts: { filename: 'app.db.gz', verification_level: 'quick', result: 'failed' } }),
      entry({ facts: { filename: 'app.db.gz', type: 'full' } }),
      entry({ facts: { filename: 'app.wal.gz', type: 'incr', reason: 'x' } }),
      entry({ facts: {}, warnings: two }),
      entry({ facts: {}, outcome: 'interrupted', durationMs: undefined }),
    ];
    const lines = (await history([], { runs })).stdout.trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.split(/ {2,}/).slice(4))).to.deep.equal([
      ['1.5 s', 'removed 2, kept 3'],
      ['1.5 s', 'app.db.gz, failed'],
      ['1.5 s', 'app.db.gz'],
      ['1.5 s', 'app.wal.gz, incr'],
      ['1.5 s', '2 warnings'],
      ['-'],
    ]);
    expect((await history([], { runs: [] })).stdout).to.equal('No runs found.\n');
  });

  it('prints an array as JSON', async () => {
    const unfinished = entry({ outcome: 'running', durationMs: undefined, facts: {} });
    expect((await history(['--json'], { runs: [FAILED, unfinished] })).json()).to.deep.equal([
      {
        id: 'run-2',
        operation: 'restore',
        database: 'app',
        started_at: '2026-11-22T12:00:02.000Z',
        outcome: 'failed',
        duration_ms: 1500,
        facts: {},
        warnings: [{ message: 'slow', hint: 'wait' }],
        error: { code: 'BACKUP_DIRECTORY', message: 'no room\u001b[2J', hint: 'make room' },
      },
      {
        id: 'run-1',
        operation: 'create',
        database: 'app',
        started_at: '2026-11-22T12:00:01.000Z',
        outcome: 'running',
        duration_ms: null,
        facts: {},
        warnings: [],
        error: null,
      },
    ]);
  });

  it('passes on its flags, and a limit of 50 without a flag', async () => {
    const commands: ReportHistoryCommand[] = [];
    await history([], {}, commands);
    await history(
      ['--database', 'shop', '--operation', 'verify', '--outcome', 'failed', '--limit', '7'],
      {},
      commands,
    );
    expect(commands).to.deep.equal([
      { limit: 50 },
      { database: 'shop', operation: 'verify', outcome: 'failed', limit: 7 },
    ]);
  });

  for (const argv of [
    ['--limit', '0'],
    ['--limit', 'all'],
    ['--outcome', 'exploded'],
  ]) {
    it(`refuses ${argv.join(' ')}`, async () => {
      const { exitCode, requests } = await history(argv);
      expect([exitCode, requests.length]).to.deep.equal([2, 0]);
    });
  }

  it('warns about unreadable lines unless --quiet is given', async () => {
    const report = { unreadableLines: 2 };
    const { stderr, stdout, exitCode } = await history(['--json'], report);
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('warning: the run history has unreadable lines: 2').and.include('hint:');
    expect(JSON.parse(stdout)).to.have.lengthOf(2);
    expect((await history(['--quiet'], report)).stderr).to.equal('');
  });
});
