import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { describeClock } from './clock.contract.ts';

describeClock('ManualClock', () => {
  const clock = new ManualClock();
  const pass = (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds);
    return Promise.resolve();
  };
  return { clock, pass };
});

describe('ManualClock', () => {
  it('moves only when it is advanced', () => {
    const start = new Date('2026-01-01T00:00:00Z');
    const clock = new ManualClock(start);
    expect(clock.now()).to.deep.equal(start);
    clock.advance(1500);
    expect(clock.now()).to.deep.equal(new Date('2026-01-01T00:00:01.500Z'));
  });

  it('sets the wall clock without moving durations and deadlines', () => {
    const clock = new ManualClock();
    const { signal } = clock.deadline(1000);
    const beforeMs = clock.monotonicMs();
    clock.setNow(new Date('2042-01-01T00:00:00Z'));
    expect(clock.now().getUTCFullYear()).to.equal(2042);
    expect([clock.monotonicMs(), signal.aborted]).to.deep.equal([beforeMs, false]);
  });
});
