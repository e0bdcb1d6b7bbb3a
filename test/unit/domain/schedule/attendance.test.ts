import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { HistoryEntry, HistoryOutcome } from '../../../../src/domain/history/history-entry.ts';
import { attendedUpTo } from '../../../../src/domain/schedule/attendance.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

function run(outcome: HistoryOutcome, hoursFromNow: number): HistoryEntry {
  const startedAt = hours(hoursFromNow);
  const id = `${outcome} ${String(hoursFromNow)}`;
  return {
    id,
    operation: 'create',
    database: 'app',
    startedAt,
    outcome,
    durationMs: 1,
    facts: {},
    warnings: [],
    error: undefined,
  };
}

describe('attendedUpTo', () => {
  it('is the epoch without runs', () => {
    expect(attendedUpTo([], NOW)).to.equal(undefined);
  });

  for (const outcome of ['succeeded', 'failed', 'skipped', 'running'] as const) {
    it(`is the start of the newest run, when that ${outcome}`, () => {
      expect(attendedUpTo([run('succeeded', -9), run(outcome, -3), run('failed', -5)], NOW)).to.deep.equal(
        hours(-3),
      );
    });
  }

  it('ignores missed runs', () => {
    expect(attendedUpTo([run('missed', -1), run('succeeded', -3)], NOW)).to.deep.equal(hours(-3));
  });

  for (const outcome of ['interrupted', 'cancelled'] as const) {
    it(`repeats a run that was ${outcome}`, () => {
      expect(attendedUpTo([run(outcome, -1), run('succeeded', -9)], NOW)).to.deep.equal(hours(-9));
      expect(attendedUpTo([run(outcome, -1)], NOW)).to.equal(undefined);
    });

    it(`stops for this due time after three that were ${outcome}`, () => {
      const runs = [run(outcome, -1), run(outcome, -2), run(outcome, -3)];
      expect(attendedUpTo(runs, NOW)).to.deep.equal(hours(-1));
      expect(attendedUpTo([...runs, run('succeeded', -9)], NOW)).to.deep.equal(hours(-1));
    });
  }

  it('accepts a run dated up to a day ahead: the clock was set back', () => {
    expect(attendedUpTo([run('succeeded', 24), run('succeeded', -3)], NOW)).to.deep.equal(hours(24));
  });

  it('ignores a run dated further ahead: the clock was wrong', () => {
    expect(attendedUpTo([run('succeeded', 24.1), run('succeeded', -3)], NOW)).to.deep.equal(hours(-3));
  });
});
