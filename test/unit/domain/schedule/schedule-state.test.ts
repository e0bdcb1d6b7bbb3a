import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  scheduleState,
  MOST_MISSED,
  type ScheduleVerdict,
} from '../../../../src/domain/schedule/schedule-state.ts';
import type { Timetable } from '../../../../src/domain/schedule/timetable.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Every full hour. */
const HOURLY: Timetable = {
  nextAfter: (moment) => new Date((Math.floor(moment.getTime() / HOUR_MS) + 1) * HOUR_MS),
  latestUpTo: (moment) => new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS),
};

const NEVER: Timetable = { nextAfter: () => undefined, latestUpTo: () => undefined };

const at = (time: string): Date => new Date(`2026-11-22T${time}Z`);

function runPreflightCheck(attended: string, now: string, timetable = HOURLY): ScheduleVerdict {
  return scheduleState(timetable, at(attended), at(now));
}

describe('scheduleState', () => {
  it('has nothing due between two due times', () => {
    expect(runPreflightCheck('09:00:01', '09:59:59.999')).to.deep.equal({
      due: undefined,
      missed: [],
      next: at('10:00:00'),
    });
  });

  it('has a run due from its time on', () => {
    expect(runPreflightCheck('09:00:01', '10:00:00')).to.deep.equal({
      due: at('10:00:00'),
      missed: [],
      next: at('11:00:00'),
    });
  });

  it('takes a run that started at the due time as the due one', () => {
    expect(runPreflightCheck('10:00:00', '10:00:00').due).to.equal(undefined);
  });

  it('does not take an earlier run as the due one', () => {
    expect(runPreflightCheck('09:59:59.999', '10:00:00').due).to.deep.equal(at('10:00:00'));
  });

  it('takes a due time noticed within five minutes as in time', () => {
    expect(runPreflightCheck('09:00:00', '10:05:00')).to.deep.include({ due: at('10:00:00'), missed: [] });
    expect(runPreflightCheck('09:00:00', '10:05:00.001')).to.deep.include({
      due: at('10:00:00'),
      missed: [at('10:00:00')],
    });
  });

  it('has one run due for all missed ones, and returns each', () => {
    expect(runPreflightCheck('08:30:00', '12:30:00')).to.deep.equal({
      due: at('12:00:00'),
      missed: [at('09:00:00'), at('10:00:00'), at('11:00:00'), at('12:00:00')],
      next: at('13:00:00'),
    });
  });

  it('has the newest one due in time, and earlier ones missed', () => {
    expect(runPreflightCheck('08:30:00', '11:00:00')).to.deep.include({
      due: at('11:00:00'),
      missed: [at('09:00:00'), at('10:00:00')],
    });
  });

  it('returns only the newest missed times', () => {
    const { missed, due } = scheduleState(HOURLY, new Date('2020-01-01T00:00:00Z'), at('12:30:00'));
    expect(due).to.deep.equal(at('12:00:00'));
    expect(missed).to.have.lengthOf(MOST_MISSED);
    expect(missed.at(-1)).to.deep.equal(at('12:00:00'));
    expect(missed[0]).to.deep.equal(new Date(at('12:00:00').getTime() - (MOST_MISSED - 1) * HOUR_MS));
  });

  it('waits, after the clock was set back, for a due time without a run', () => {
    expect(runPreflightCheck('10:00:02', '09:30:00')).to.deep.equal({
      due: undefined,
      missed: [],
      next: at('11:00:00'),
    });
  });

  it('has nothing due when there are no due times', () => {
    expect(runPreflightCheck('09:00:00', '12:00:00', NEVER)).to.deep.equal({
      due: undefined,
      missed: [],
      next: undefined,
    });
  });
});
