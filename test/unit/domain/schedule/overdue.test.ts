import { expect } from 'chai';
import { describe, it } from 'mocha';
import { overdueSince } from '../../../../src/domain/schedule/overdue.ts';
import type { Timetable } from '../../../../src/domain/schedule/timetable.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Every midnight, UTC. */
const DAILY: Timetable = {
  nextAfter: (moment) => new Date((Math.floor(moment.getTime() / DAY_MS) + 1) * DAY_MS),
  latestUpTo: (moment) => new Date(Math.floor(moment.getTime() / DAY_MS) * DAY_MS),
};

const at = (text: string): Date => new Date(`2026-11-${text}Z`);

function overdue(newestVerified: string | undefined, now: string, inForce?: string): Date | undefined {
  const expectation = {
    timetable: DAILY,
    policySince: inForce === undefined ? undefined : at(inForce),
    graceMs: 3_600_000,
  };
  return overdueSince(expectation, newestVerified === undefined ? undefined : at(newestVerified), at(now));
}

describe('overdueSince', () => {
  it('is undefined with a backup from after the due time', () => {
    expect(overdue('22T00:00:00', '22T23:59:00')).to.equal(undefined);
  });

  it('is undefined while a run may be running', () => {
    expect(overdue('21T00:00:01', '22T00:59:59')).to.equal(undefined);
  });

  it('returns the due time once a run should have ended', () => {
    expect(overdue('21T00:00:01', '22T01:00:00')).to.deep.equal(at('22T00:00:00'));
  });

  it('returns the newest of several', () => {
    expect(overdue('15T00:00:01', '22T01:00:00')).to.deep.equal(at('22T00:00:00'));
    expect(overdue('15T00:00:01', '22T00:30:00')).to.deep.equal(at('21T00:00:00'));
  });

  it('returns it without any backup', () => {
    expect(overdue(undefined, '22T01:00:00')).to.deep.equal(at('22T00:00:00'));
  });

  it('expects nothing from before the schedule started', () => {
    expect(overdue('15T00:00:01', '22T12:00:00', '22T09:00:00')).to.equal(undefined);
    expect(overdue('15T00:00:01', '22T12:00:00', '22T00:00:00')).to.equal(undefined);
    expect(overdue('15T00:00:01', '23T12:00:00', '22T09:00:00')).to.deep.equal(at('23T00:00:00'));
  });

  it('expects nothing of a schedule without due times', () => {
    const never = { nextAfter: () => undefined, latestUpTo: () => undefined };
    expect(
      overdueSince({ timetable: never, policySince: undefined, graceMs: 0 }, undefined, at('22T00:00:00')),
    ).to.equal(undefined);
  });
});
