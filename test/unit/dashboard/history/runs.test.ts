import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { HistoryRun } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { language } from '../../../../src/adapters/inbound/dashboard/i18n/language.ts';
import {
  filterOf,
  filterRuns,
  NO_FILTER,
  queryOfFilter,
  runOrder,
} from '../../../../src/adapters/inbound/dashboard/views/history/run-list.ts';
import {
  runProblem,
  runSummary,
} from '../../../../src/adapters/inbound/dashboard/views/history/run-summary.ts';

const RUN: HistoryRun = {
  id: 'create-app-1',
  operation: 'create',
  database: 'app',
  started_at: '2026-11-23T06:00:00Z',
  outcome: 'succeeded',
  duration_ms: 1200,
  facts: {},
  warnings: [],
  error: null,
};
const WARNING = { message: 'm', hint: 'h' };

describe('the filter of runs', () => {
  it('is read from the address without invalid values', () => {
    const query = { outcome: 'failed', operation: 'verify', database: 'app' };
    expect(queryOfFilter(filterOf(query))).to.deep.equal(query);
    expect(filterOf({ outcome: 'unknown', operation: 'Verify!' })).to.deep.equal(NO_FILTER);
  });

  it('filters like the service', () => {
    const runs = [
      RUN,
      { ...RUN, id: 'b', outcome: 'failed' as const },
      { ...RUN, id: 'c', database: 'shop' },
    ];
    expect(idsOf(filterRuns(runs, { ...NO_FILTER, outcome: 'failed' }))).to.deep.equal(['b']);
    expect(idsOf(filterRuns(runs, { ...NO_FILTER, database: 'shop' }))).to.deep.equal(['c']);
    expect(filterRuns(runs, { ...NO_FILTER, operation: 'restore' })).to.deep.equal([]);
    expect(filterRuns(runs, NO_FILTER)).to.equal(runs);
  });
});

describe('runOrder', () => {
  it('puts running runs first, except those known to have ended', () => {
    const running = { ...RUN, outcome: 'running' as const };
    const runs = [RUN, { ...running, id: 'over' }, { ...running, id: 'busy' }];
    expect(idsOf(runOrder(runs, (id) => id === 'over'))).to.deep.equal(['busy', 'create-app-1', 'over']);
  });
});

describe('runSummary', () => {
  beforeEach(() => {
    language.value = 'en';
  });

  const SUMMARIES: readonly (readonly [string, HistoryRun['facts'], string])[] = [
    [
      'create',
      { database_bytes: 42_000_000, stored_bytes: 8_000_000, verified: true },
      'read 42 MB, stored 8 MB',
    ],
    [
      'create',
      { database_bytes: 1000, stored_bytes: 100, verified: false },
      'read 1 kB, stored 100 B · not verified',
    ],
    ['verify', { verification_level: 'full', result: 'ok' }, 'Full check: passed'],
    [
      'verify',
      { verification_level: 'drill', result: 'ok', restore_ms: 4100 },
      'Restore drill: passed · restored in 4.1 sec',
    ],
    ['restore', { restored_to: '/srv/app.db' }, 'restored to /srv/app.db'],
    ['cleanup', { removed: 3, kept: 40, failed: 1 }, '3 removed, 40 kept · 1 failed'],
    ['cleanup', { removed: 0, kept: 40, failed: 0 }, 'nothing removed, 40 kept'],
    ['copy', { copied: 1, copied_bytes: 1000, failed: 0, skipped: 2 }, '1 copy made, 1 kB'],
    ['sync', { copied: 0, copied_bytes: 0, failed: 0, skipped: 0 }, 'nothing to copy'],
    ['adopt', { adopted_from: 'old.db' }, 'from old.db'],
    ['annotate', { pinned: true, label: 'before' }, 'pinned · labelled “before”'],
    ['annotate', { pinned: false, label: null }, 'not pinned'],
    ['inspect', { tables: 12 }, '12 tables'],
    ['acknowledge', { acknowledged: ['collapse'] }, '1 anomaly acknowledged'],
    ['acknowledge', { acknowledged: [] }, 'no anomaly'],
    ['schedule', { task: 'drill', cron: '0 3 * * 0' }, 'scheduled: restore drill, 0 3 * * 0'],
    // Facts of another version, or damaged facts.
    ['unknown_operation', { unknown: 3 }, ''],
    ['create', {}, ''],
  ];

  for (const [operation, facts, text] of SUMMARIES) {
    it(`of ${operation} with ${JSON.stringify(facts)} is "${text}"`, () => {
      expect(runSummary({ ...RUN, operation, facts })).to.deep.equal({ text });
    });
  }

  it('includes the number of warnings', () => {
    expect(
      runSummary({ ...RUN, operation: 'inspect', facts: { tables: 1 }, warnings: [WARNING] }).text,
    ).to.equal('1 table · 1 warning');
  });

  it('of an unchanged database is the same for every run', () => {
    const facts = { filename: 'app-20261122T210800123Z.db.gz', verified: true };
    expect(runSummary({ ...RUN, outcome: 'unchanged', facts })).to.deep.equal({
      text: 'no change since the newest backup',
    });
    expect(runSummary({ ...RUN, outcome: 'unchanged', facts, warnings: [WARNING] }).text).to.equal(
      'no change since the newest backup · 1 warning',
    );
  });

  it('is the error of a failed run, and a text of the page when nothing ran', () => {
    const error = { code: 'X', message: 'permission denied', hint: '' };
    expect(runSummary({ ...RUN, outcome: 'failed', error })).to.deep.equal({
      text: 'permission denied',
      isServers: true,
    });
    for (const outcome of ['missed', 'skipped', 'interrupted'] as const) {
      expect(runSummary({ ...RUN, outcome, error }).text)
        .to.not.equal('')
        .and.not.equal(error.message);
    }
  });
});

describe('runProblem', () => {
  it('is critical for damage, attention for doubts, undefined for a run that did not succeed', () => {
    const problemOf = (facts: HistoryRun['facts'], rest: Partial<HistoryRun> = {}) =>
      runProblem({ ...RUN, facts, ...rest });
    expect(problemOf({ result: 'failed', verification_level: 'full' })).to.equal('critical');
    expect(problemOf({ result: 'inconclusive' })).to.equal('attention');
    expect(problemOf({ database_bytes: 1, verified: false })).to.equal('attention');
    expect(problemOf({ verified: false }, { outcome: 'unchanged' })).to.equal('attention');
    expect(problemOf({ verified: true }, { outcome: 'unchanged' })).to.equal(undefined);
    expect(problemOf({ removed: 3, kept: 4, failed: 1 })).to.equal('attention');
    expect(problemOf({}, { warnings: [WARNING] })).to.equal('attention');
    expect(problemOf({ result: 'ok', verified: true, failed: 0 })).to.equal(undefined);
    // The badge of the run already shows the failure.
    expect(problemOf({ result: 'failed' }, { outcome: 'failed', warnings: [WARNING] })).to.equal(undefined);
  });
});

function idsOf(runs: readonly HistoryRun[]): readonly string[] {
  return runs.map(({ id }) => id);
}
