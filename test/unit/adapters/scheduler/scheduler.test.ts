import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { Scheduler } from '../../../../src/adapters/inbound/scheduler/scheduler.ts';
import { ScheduledProduct, aTask, settled } from '../../../support/scheduled-product.ts';

const MINUTE_MS = 60_000;

describe('Scheduler', () => {
  let product: ScheduledProduct;
  let scheduler: Scheduler;

  beforeEach(async () => {
    product = new ScheduledProduct(new ManualClock(new Date('2026-11-22T01:58:30Z')), [aTask()]);
    scheduler = new Scheduler(product);
    scheduler.start();
    await settled();
  });

  afterEach(async () => {
    await scheduler.stop({ withinMs: 0 });
  });

  const pass = async (milliseconds: number): Promise<void> => {
    product.clock.advance(milliseconds);
    await settled();
  };

  it('starts a task when it is due, neither before nor a minute later', async () => {
    await pass(MINUTE_MS);
    await pass(MINUTE_MS / 2 - 1);
    expect(product.begunNow()).to.deep.equal([]);
    await pass(1);
    expect(product.begunNow()).to.deep.equal(['backup app']);
  });

  it('reports the next due time of each task', () => {
    expect(scheduler.nextRuns()).to.deep.equal([
      { database: 'app', task: 'backup', at: new Date('2026-11-22T02:00:00Z') },
    ]);
  });

  it('notices within a minute when the clock was set past a due time', async () => {
    product.clock.setNow(new Date('2026-11-22T02:03:00Z'));
    await pass(MINUTE_MS);
    expect(product.begunNow()).to.deep.equal(['backup app']);
  });

  it('starts a task once when it is started twice', async () => {
    scheduler.start();
    await pass(MINUTE_MS);
    await pass(MINUTE_MS / 2);
    expect(product.begunNow()).to.deep.equal(['backup app']);
  });

  it('does not wait for the end of one run to start another', async () => {
    product.tasks = [
      aTask(),
      aTask({ database: 'shop', schedule: { expression: '1 2 * * *', timeZone: 'UTC' } }),
    ];
    await pass(MINUTE_MS);
    await pass(MINUTE_MS / 2);
    await pass(MINUTE_MS);
    expect(product.begunNow()).to.deep.equal(['backup app', 'backup shop']);
  });

  it('continues after an unexpected error and logs it', async () => {
    const { read } = product.history;
    product.history.read = () => Promise.reject(new TypeError('a bug'));
    await pass(MINUTE_MS);
    await pass(MINUTE_MS / 2);
    expect(product.logger.records.map(({ level }) => level)).to.deep.equal(['error']);
    product.history.read = read;
    await pass(MINUTE_MS);
    expect(product.begunNow()).to.deep.equal(['backup app']);
  });

  it('starts nothing when it is retired, and running work continues', async () => {
    await pass(MINUTE_MS);
    await pass(MINUTE_MS / 2);
    product.tasks = [...product.tasks, aTask({ database: 'shop' })];
    await scheduler.retire();
    await pass(24 * 60 * MINUTE_MS);
    expect(product.begunNow()).to.deep.equal(['backup app']);
    expect(product.runner.begun[0]?.cancelled).to.equal(false);
    await product.runner.begun[0]?.end();
  });

  describe('when it is stopped', () => {
    beforeEach(async () => {
      await pass(MINUTE_MS);
      await pass(MINUTE_MS / 2);
      product.begunNow();
    });

    it('waits for running work and starts nothing', async () => {
      let isStopped = false;
      const stopping = scheduler.stop().then(() => {
        isStopped = true;
      });
      await settled();
      expect(isStopped).to.equal(false);
      await product.runner.begun[0]?.end();
      await stopping;
      expect(product.runner.begun[0]?.cancelled).to.equal(false);
      await pass(24 * 60 * MINUTE_MS);
      expect(product.begunNow()).to.deep.equal([]);
    });

    it('cancels runs that do not end in time', async () => {
      const stopping = scheduler.stop({ withinMs: 1000 });
      await pass(999);
      expect(product.runner.begun[0]?.cancelled).to.equal(false);
      await pass(1);
      await stopping;
      expect(product.runner.begun[0]?.cancelled).to.equal(true);
    });
  });
});
