import { expect } from 'chai';
import { describe, it } from 'mocha';
import { historyFindings, runFindings } from '../../../../src/domain/health/run-health.ts';
import { deliveryFindings } from '../../../../src/domain/health/delivery-health.ts';
import { vanishedFindings } from '../../../../src/domain/health/vanished-health.ts';
import type { HistoryEntry } from '../../../../src/domain/history/history-entry.ts';
import { NOW, daysBefore } from '../../../support/backup-builder.ts';

const ERROR = { code: 'DATABASE_ACCESS', message: 'app.db is locked', hint: 'Wait.' };

function entry(changes: Partial<HistoryEntry>): HistoryEntry {
  return {
    id: 'run-1',
    operation: 'create',
    database: 'app',
    startedAt: NOW,
    outcome: 'succeeded',
    durationMs: 5,
    facts: {},
    warnings: [],
    error: undefined,
    ...changes,
  };
}

describe('runFindings', () => {
  const messages = (...entries: readonly HistoryEntry[]): readonly string[] =>
    runFindings(entries, NOW).map(({ status, message }) => `${status}: ${message}`);

  it('reports the last failed run with its reason and hint', () => {
    expect(runFindings([entry({ outcome: 'failed', error: ERROR }), entry({})], NOW)).to.deep.equal([
      {
        status: 'warning',
        kind: 'create_failed',
        database: 'app',
        message: `the last create of app (${NOW.toISOString()}) failed: DATABASE_ACCESS: app.db is locked`,
        hint: 'Wait.',
      },
    ]);
    const bug = { code: 'INTERNAL', message: 'x', hint: '' };
    const hints = runFindings([entry({ outcome: 'failed', error: bug })], NOW).map(({ hint }) => hint);
    expect(hints).to.deep.equal(['See backup-manager history.']);
    expect(messages(entry({ outcome: 'failed' }))[0]).to.include('no reason is on record');
  });

  it('ignores future-dated runs', () => {
    const failed = entry({ outcome: 'failed', error: ERROR, startedAt: daysBefore(1) });
    expect(messages(entry({ startedAt: daysBefore(-1) }), failed)).to.have.length(1);
    expect(messages({ ...failed, startedAt: daysBefore(-1) }, entry({}))).to.deep.equal([]);
  });

  it('reports no failure before a run that found the database unchanged', () => {
    const failed = entry({ outcome: 'failed', error: ERROR, startedAt: daysBefore(1) });
    expect(messages(entry({ outcome: 'unchanged' }), failed)).to.deep.equal([]);
    const restore = entry({ outcome: 'interrupted', operation: 'restore', startedAt: daysBefore(1) });
    expect(messages(entry({ outcome: 'unchanged' }), restore)).to.deep.equal([]);
  });

  it('reports an interrupted run, also of a restore', () => {
    expect(messages(entry({ outcome: 'interrupted', operation: 'restore' }))[0]).to.match(
      /^warning: the last restore of app .* was interrupted/,
    );
  });

  it('drops an interrupted restore after a successful backup, which finishes it', () => {
    const restore = entry({ outcome: 'interrupted', operation: 'restore', startedAt: daysBefore(1) });
    const create = entry({ startedAt: NOW });
    expect(messages(create, restore)).to.deep.equal([]);
    expect(messages(entry({ outcome: 'failed', error: ERROR }), restore)).to.have.length(2);
    expect(messages(restore, entry({ startedAt: daysBefore(2) }))).to.have.length(1);
    // A backup does not replace an interrupted verification.
    expect(messages(create, { ...restore, operation: 'verify' })).to.have.length(1);
  });

  it('is empty after a success of the same operation, each operation separately', () => {
    const cleanup = entry({ operation: 'cleanup' });
    const failed = entry({ outcome: 'failed', error: ERROR });
    expect(messages(entry({}), failed)).to.deep.equal([]);
    expect(messages(cleanup, failed)).to.have.length(1);
  });

  it('ignores skipped, missed, cancelled and running runs', () => {
    const failed = entry({ outcome: 'failed', error: ERROR });
    for (const outcome of ['skipped', 'missed', 'cancelled', 'running'] as const) {
      expect(messages(entry({ outcome }), failed), outcome).to.have.length(1);
      expect(messages(entry({ outcome }), entry({})), outcome).to.deep.equal([]);
    }
  });

  it('ignores a failed restore: it may have been a typing mistake', () => {
    expect(messages(entry({ outcome: 'failed', operation: 'restore', error: ERROR }))).to.deep.equal([]);
  });
});

describe('historyFindings', () => {
  const FINE = { readProblem: undefined, writeProblem: undefined, unreadableLines: 0 };

  it('is empty when the history can be read and written', () => {
    expect(historyFindings(FINE)).to.deep.equal([]);
  });

  it('has a finding for each problem', () => {
    const readProblem = { message: 'it cannot be read', hint: 'chmod' };
    const found = historyFindings({ readProblem, writeProblem: 'it cannot be written', unreadableLines: 2 });
    expect(found.map(({ message }) => message)).to.deep.equal([
      'it cannot be read',
      'it cannot be written',
      '2 lines of the run history are unreadable',
    ]);
    expect(found.every(({ hint }) => hint !== '')).to.equal(true);
  });
});

describe('deliveryFindings', () => {
  it('names the channel, the start and the reason', () => {
    const found = deliveryFindings({ channel: 'ops', failingSince: NOW, problem: 'HTTP 500' });
    expect(found.message).to.equal(
      `notifications through ops have failed since ${NOW.toISOString()}: HTTP 500`,
    );
  });
});

describe('vanishedFindings', () => {
  it('reports the database for a week after it was last backed up or found unchanged', () => {
    const gone = (days: number) =>
      vanishedFindings({ name: 'shop', path: '/t/shop.db', lastSeenAt: daysBefore(days) }, NOW);
    expect(gone(7).map(({ status }) => status)).to.deep.equal(['warning']);
    expect(gone(7.01)).to.deep.equal([]);
  });
});
