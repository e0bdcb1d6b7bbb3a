import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import type { Run } from '../../../src/application/ports/run-listener.ts';
import { StepDeadline } from '../../../src/application/runs/step-deadline.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const TIMEOUT_MS = 10_000;
/** A second and a bit after the deadline. */
const PASSED_MS = 12_000;

function hanging(): Promise<never> {
  return new Promise(() => undefined);
}

describe("the deadline of a command's steps outside of runs", () => {
  let clock: ManualClock;
  let steps: StepDeadline;
  const run = (id: string): Run => ({ id, operation: 'create', database: 'app', startedAt: clock.now() });
  const start = (id: string): void => {
    steps.onRunEvent({ type: 'started', run: run(id) });
  };
  const end = (id: string): void => {
    steps.onRunEvent({ type: 'succeeded', run: run(id), durationMs: 1, facts: {} });
  };

  beforeEach(() => {
    clock = new ManualClock();
    steps = new StepDeadline(clock, TIMEOUT_MS);
  });

  it('returns a result, or an error, in time', async () => {
    expect(await steps.within(Promise.resolve(3))).to.equal(3);
    const failure = new Error('failed');
    expect(await rejectionOf(steps.within(Promise.reject(failure)))).to.equal(failure);
  });

  it('gives up a step that hangs', async () => {
    const refusal = rejectionOf(steps.within(hanging()));
    clock.advance(PASSED_MS);
    const error = await refusal;
    expect(error).to.be.instanceOf(BackupTimeoutException);
    expect(error).to.have.deep.property('details', { hangs: true });
  });

  it('does not count the time of runs, and starts again when the last one ends', async () => {
    let isGivenUp = false;
    const refusal = rejectionOf(steps.within(hanging())).then(() => (isGivenUp = true));
    clock.advance(TIMEOUT_MS - 1);
    start('a');
    start('b');
    clock.advance(10 * PASSED_MS);
    end('a');
    clock.advance(10 * PASSED_MS);
    end('b');
    clock.advance(TIMEOUT_MS);
    await Promise.resolve();
    expect(isGivenUp).to.equal(false);
    clock.advance(PASSED_MS - TIMEOUT_MS);
    await refusal;
  });
});
