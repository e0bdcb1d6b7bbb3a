import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { Clock } from '../../../src/application/ports/clock.ts';

export interface ClockSubject {
  readonly clock: Clock;
  /** Lets at least this much time pass, as the clock measures it. */
  pass(milliseconds: number): Promise<void>;
}

export function describeClock(name: string, create: () => ClockSubject): void {
  describe(`${name} is a Clock`, () => {
    let subject: ClockSubject;

    beforeEach(() => {
      subject = create();
    });

    it('advances as time passes', async () => {
      const { clock } = subject;
      const [now, monotonicMs] = [clock.now().getTime(), clock.monotonicMs()];
      await subject.pass(20);
      expect(clock.monotonicMs() - monotonicMs).to.be.at.least(20);
      // The wall clock counts in whole milliseconds.
      expect(clock.now().getTime() - now).to.be.at.least(19);
    });

    it('never moves `monotonicMs` backwards', async () => {
      let last = subject.clock.monotonicMs();
      for (let round = 0; round < 50; round++) {
        if (round % 10 === 0) await subject.pass(1);
        const next = subject.clock.monotonicMs();
        expect(next).to.be.at.least(last);
        last = next;
      }
    });

    it('aborts a deadline once its time has passed and not before', async () => {
      const { clock } = subject;
      const dueMs = clock.monotonicMs() + 30;
      const { signal } = clock.deadline(30);
      expect(signal.aborted).to.equal(false);
      const abortedMs = new Promise<number>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve(clock.monotonicMs());
        });
      });
      while (!signal.aborted) await subject.pass(5);
      expect(await abortedMs).to.be.at.least(dueMs);
      expect((signal.reason as Error).name).to.equal('TimeoutError');
    });

    it('aborts a deadline that is due at once', async () => {
      const { signal } = subject.clock.deadline(0);
      await subject.pass(5);
      expect(signal.aborted).to.equal(true);
    });

    it('does not abort a cancelled deadline', async () => {
      const { signal, cancel } = subject.clock.deadline(10);
      cancel();
      cancel();
      await subject.pass(30);
      expect(signal.aborted).to.equal(false);
    });

    it('keeps deadlines independent', async () => {
      const [first, second] = [subject.clock.deadline(5), subject.clock.deadline(60_000)];
      await subject.pass(20);
      expect([first.signal.aborted, second.signal.aborted]).to.deep.equal([true, false]);
      second.cancel();
    });

    it('does not abort a deadline beyond the longest timer of 24.8 days at once', async () => {
      const { signal, cancel } = subject.clock.deadline(2 ** 31 + 1000);
      await subject.pass(20);
      expect(signal.aborted).to.equal(false);
      cancel();
    });
  });
}
