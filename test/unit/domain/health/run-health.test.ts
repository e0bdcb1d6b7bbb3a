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

describe('the runs of a database', () => {
  const messages = (...entries: readonly HistoryEntry[]): readonly string[] =>
    runFindings(entries, NOW).map(({ status, message }) => `${status}: ${message}`);

  it('are told of when the last one failed, with its reason and hint', () => {
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

  it('are told of as if those that a wrong clock dated in the future had not been', () => {
    const failed = entry({ outcome: 'failed', error: ERROR, startedAt: daysBefore(1) });
    expect(messages(entry({ startedAt: daysBefore(-1) }), failed)).to.have.length(1);
    expect(messages({ ...failed, startedAt: daysBefore(-1) }, entry({}))).to.deep.equal([]);
  });

  it('are told of when the last one was interrupted, a restore too', () => {
    expect(messages(entry({ outcome: 'interrupted', operation: 'restore' }))[0]).to.match(
      /^warning: the last restore of app .* was interrupted/,
    );
  });

  it('say no more of an interrupted restore once a backup succeeded, which settles what it left', () => {
    const restore = entry({ outcome: 'interrupted', operation: 'restore', startedAt: daysBefore(1) });
    const create = entry({ startedAt: NOW });
    expect(messages(create, restore)).to.deep.equal([]);
    expect(messages(entry({ outcome: 'failed', error: ERROR }), restore)).to.have.length(2);
    expect(messages(restore, entry({ startedAt: daysBefore(2) }))).to.have.length(1);
    // No backup proves what an interrupted verification was to prove.
    expect(messages(create, { ...restore, operation: 'verify' })).to.have.length(1);
  });

  it('are fine once one of the same kind succeeded, and each kind counts for itself', () => {
    const cleanup = entry({ operation: 'cleanup' });
    const failed = entry({ outcome: 'failed', error: ERROR });
    expect(messages(entry({}), failed)).to.deep.equal([]);
    expect(messages(cleanup, failed)).to.have.length(1);
  });

  it('are neither mended nor broken by what was skipped, missed, cancelled or still runs', () => {
    const failed = entry({ outcome: 'failed', error: ERROR });
    for (const outcome of ['skipped', 'missed', 'cancelled', 'running'] as const) {
      expect(messages(entry({ outcome }), failed), outcome).to.have.length(1);
      expect(messages(entry({ outcome }), entry({})), outcome).to.deep.equal([]);
    }
  });

  it('say nothing of a restore that failed: it may have been mistyped', () => {
    expect(messages(entry({ outcome: 'failed', operation: 'restore', error: ERROR }))).to.deep.equal([]);
  });
});

describe('the journal', () => {
  const FINE = { readProblem: undefined, writeProblem: undefined, unreadableLines: 0 };

  it('is fine when it can be read and written', () => {
    expect(historyFindings(FINE)).to.deep.equal([]);
  });

  it('is told of for each thing that is wrong with it', () => {
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

describe('a channel through which nothing arrives', () => {
  it('is named, with since when and why', () => {
    const found = deliveryFindings({ channel: 'ops', failingSince: NOW, problem: 'HTTP 500' });
    expect(found.message).to.equal(
      `notifications through ops have failed since ${NOW.toISOString()}: HTTP 500`,
    );
  });
});

describe('a database that is gone', () => {
  it('is told of for a week after its newest backup', () => {
    const gone = (days: number) =>
      vanishedFindings({ name: 'shop', path: '/t/shop.db', newestAt: daysBefore(days) }, NOW);
    expect(gone(7).map(({ status }) => status)).to.deep.equal(['warning']);
    expect(gone(7.01)).to.deep.equal([]);
  });
});
