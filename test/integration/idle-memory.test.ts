import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { IdleMemory } from '../../src/main/idle-memory.ts';

const LONG_MS = 60_000;

describe('the memory of an idle service', () => {
  let clock: sinon.SinonFakeTimers;
  let memory: IdleMemory;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    memory = new IdleMemory();
  });
  afterEach(() => {
    memory.stop();
    clock.restore();
  });

  /** What nobody holds any more. */
  async function leftover(): Promise<WeakRef<object>> {
    const left = new WeakRef({ room: 'x'.repeat(1000) });
    // Until the end of the turn it is held by having been looked at.
    await nextTurn();
    return left;
  }

  it('is freed some time after a request', async () => {
    for (let time = 0; time < 2; time += 1) {
      const left = await leftover();
      memory.releaseSoon();
      memory.releaseSoon();
      expect(clock.countTimers()).to.equal(1);
      clock.tick(LONG_MS);
      expect(left.deref()).to.equal(undefined);
    }
  });

  it('is not freed by a stopping service', () => {
    memory.releaseSoon();
    memory.stop();
    expect(clock.countTimers()).to.equal(0);
  });
});
