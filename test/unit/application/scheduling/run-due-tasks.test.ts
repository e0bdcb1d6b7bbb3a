import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import type { RememberedRecord } from '../../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { DatabaseNotFoundException } from '../../../../src/domain/exceptions/database-not-found-exception.ts';
import { MOST_MISSED } from '../../../../src/domain/schedule/schedule-state.ts';
import { ScheduledProduct, aTask, settled } from '../../../support/scheduled-product.ts';

const VERIFY = aTask({ kind: 'verify', level: 'quick', selection: { kind: 'newest' } });
const DRILL = aTask({ kind: 'drill', level: 'drill', selection: { kind: 'newest' } });

describe('RunDueTasks', () => {
  let records: RememberedRecord[];
  let product: ScheduledProduct;

  beforeEach(() => {
    records = [];
    product = new ScheduledProduct(new ManualClock(), [aTask()], { records });
  });

  /** The same service after its process ended, with all records. */
  const restarted = (tasks = product.tasks): ScheduledProduct =>
    new ScheduledProduct(new ManualClock(), tasks, { records });

  it('starts nothing for the time before its first start', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    expect(product.begunNow()).to.deep.equal([]);
    expect(product.runDueTasks.nextRuns()).to.deep.equal([
      { database: 'app', task: 'backup', at: new Date('2026-11-21T02:00:00Z') },
    ]);
  });

  it('records once that the schedule started', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    await restarted().lookAt('2026-11-20T11:00:00Z');
    const { entries } = await product.history.read();
    expect(entries.map(({ operation, database, facts }) => ({ operation, database, facts }))).to.deep.equal([
      {
        operation: 'schedule',
        database: 'app',
        facts: { task: 'backup', cron: '0 2 * * *', time_zone: 'UTC' },
      },
    ]);
  });

  it('starts a task at its due time, and not again', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    await product.lookAt('2026-11-21T01:59:59.999Z');
    expect(product.begunNow()).to.deep.equal([]);
    await product.lookAt('2026-11-21T02:00:00Z');
    expect(product.begunNow()).to.deep.equal(['backup app']);
    await product.lookAt('2026-11-21T02:00:01Z');
    await product.lookAt('2026-11-21T23:00:00Z');
    expect(product.begunNow()).to.deep.equal([]);
    expect(product.runDueTasks.nextRuns()[0]?.at).to.deep.equal(new Date('2026-11-22T02:00:00Z'));
    expect(product.missed).to.deep.equal([]);
  });

  it('leaves a run that another process started', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    const other = restarted();
    await other.lookAt('2026-11-20T10:00:01Z');
    await other.lookAt('2026-11-21T02:00:00Z');
    await other.runner.begun[0]?.end();
    await product.lookAt('2026-11-21T02:00:01Z');
    expect(product.begunNow()).to.deep.equal([]);
  });

  describe('after downtime', () => {
    beforeEach(async () => {
      await product.lookAt('2026-11-17T10:00:00Z');
      await product.lookAt('2026-11-18T02:00:00Z');
      await product.runner.begun[0]?.end();
    });

    it('catches up with one run, and records each missed due time', async () => {
      const later = restarted();
      await later.lookAt('2026-11-21T09:00:00Z');
      expect(later.begunNow()).to.deep.equal(['backup app']);
      const days = ['2026-11-21', '2026-11-20', '2026-11-19'];
      expect(await later.onRecord('missed')).to.deep.equal(
        days.map((day) => ({
          id: `create-app-${day}T02:00:00.000Z-scheduled-backup`,
          operation: 'create',
          database: 'app',
          startedAt: new Date(`${day}T02:00:00Z`),
          outcome: 'missed',
          durationMs: 0,
          facts: { scheduled: 'backup' },
          warnings: [],
          error: undefined,
        })),
      );
      expect(later.missed.map(({ dueAt }) => dueAt.toISOString().slice(0, 10))).to.deep.equal(
        days.toReversed(),
      );
      await later.lookAt('2026-11-21T10:00:00Z');
      expect(later.begunNow()).to.deep.equal([]);
    });

    it('does so in the same process too: the machine may have slept', async () => {
      await product.lookAt('2026-11-21T09:00:00Z');
      expect(product.begunNow()).to.deep.equal(['backup app', 'backup app']);
      expect(product.missed).to.have.lengthOf(3);
    });

    it('records nothing as missed within minutes', async () => {
      await restarted().lookAt('2026-11-19T02:04:00Z');
      expect(await product.onRecord('missed')).to.deep.equal([]);
    });

    it('catches up again when that run died, and reports missed times only once', async () => {
      const dying = restarted();
      await dying.lookAt('2026-11-19T09:00:00Z');
      await dying.runner.begun[0]?.end('interrupted');
      const next = restarted();
      await next.lookAt('2026-11-19T09:05:00Z');
      expect(next.begunNow()).to.deep.equal(['backup app']);
      expect([dying.missed.length, next.missed.length]).to.deep.equal([1, 0]);
      expect(await next.onRecord('missed')).to.have.lengthOf(1);
    });

    it('does nothing after a manual backup', async () => {
      const byHand = restarted([aTask()]);
      byHand.clock.setNow(new Date('2026-11-19T08:00:00Z'));
      byHand.runner.start(aTask());
      await byHand.runner.begun[0]?.end('failed');
      const later = restarted();
      await later.lookAt('2026-11-19T09:00:00Z');
      expect(later.begunNow()).to.deep.equal([]);
    });

    it('records no more than a hundred missed times of one schedule', async () => {
      const later = restarted();
      await later.lookAt('2028-01-01T09:00:00Z');
      expect(await later.onRecord('missed')).to.have.lengthOf(MOST_MISSED);
      expect(later.begunNow()).to.deep.equal(['backup app']);
    });

    it('starts nothing for a schedule that was changed', async () => {
      const changed = restarted([aTask({ schedule: { expression: '0 9 * * *', timeZone: 'UTC' } })]);
      await changed.lookAt('2026-11-18T12:00:00Z');
      expect(changed.begunNow()).to.deep.equal([]);
      await changed.lookAt('2026-11-19T09:00:00Z');
      expect(changed.begunNow()).to.deep.equal(['backup app']);
    });
  });

  describe('when the clock is set', () => {
    beforeEach(async () => {
      await product.lookAt('2026-11-20T10:00:00Z');
      await product.lookAt('2026-11-21T02:00:00.500Z');
      await product.runner.begun[0]?.end();
      product.begunNow();
    });

    it('back by an hour, it does not run twice', async () => {
      for (const now of [
        '2026-11-21T01:00:10Z',
        '2026-11-21T02:00:00Z',
        '2026-11-21T02:00:01Z',
        '2026-11-21T09:00:00Z',
      ])
        await product.lookAt(now);
      expect(product.begunNow()).to.deep.equal([]);
      await product.lookAt('2026-11-22T02:00:00Z');
      expect(product.begunNow()).to.deep.equal(['backup app']);
    });

    it('back by an hour, it does not run twice after a restart either', async () => {
      const later = restarted();
      for (const now of ['2026-11-21T01:00:10Z', '2026-11-21T02:00:00Z', '2026-11-21T09:00:00Z'])
        await later.lookAt(now);
      expect(later.begunNow()).to.deep.equal([]);
    });

    it('to 2042 and back, it continues', async () => {
      await product.lookAt('2042-03-05T12:00:00Z');
      expect(product.begunNow()).to.deep.equal(['backup app']);
      await product.runner.begun[1]?.end();
      await product.lookAt('2026-11-21T12:00:00Z');
      expect(product.begunNow()).to.deep.equal([]);
      await product.lookAt('2026-11-22T02:00:00Z');
      expect(product.begunNow()).to.deep.equal(['backup app']);
    });

    it('back by years, it waits for the next due time', async () => {
      await product.lookAt('2020-05-05T12:00:00Z');
      expect(product.begunNow()).to.deep.equal([]);
      await product.lookAt('2020-05-06T02:00:00Z');
      expect(product.begunNow()).to.deep.equal(['backup app']);
    });
  });

  describe('when a run takes longer than until the next', () => {
    beforeEach(async () => {
      await product.lookAt('2026-11-20T10:00:00Z');
      await product.lookAt('2026-11-21T02:00:00Z');
      await product.lookAt('2026-11-22T02:00:00Z');
    });

    it('skips that one, and records it', async () => {
      expect(product.begunNow()).to.deep.equal(['backup app']);
      const [skipped] = await product.onRecord('skipped');
      expect(skipped).to.deep.include({ operation: 'create', startedAt: new Date('2026-11-22T02:00:00Z') });
      expect(skipped?.error?.code).to.equal('OPERATION_IN_PROGRESS');
    });

    it('starts the one after it', async () => {
      await product.runner.begun[0]?.end();
      await settled();
      await product.lookAt('2026-11-23T02:00:00Z');
      expect(product.begunNow()).to.deep.equal(['backup app', 'backup app']);
    });
  });

  it('skips, and records, what another job of the service is doing', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    product.runner.refusing.add('app');
    await product.lookAt('2026-11-21T02:00:00Z');
    expect((await product.onRecord('skipped')).map(({ database }) => database)).to.deep.equal(['app']);
  });

  it('continues with the others when one fails', async () => {
    product.tasks = [aTask(), aTask({ database: 'shop' }), aTask({ database: 'users' })];
    await product.lookAt('2026-11-20T10:00:00Z');
    await product.lookAt('2026-11-21T02:00:00Z');
    const error = new DatabaseNotFoundException('no database at /data/app.db', { hint: 'look' });
    await product.runner.begun[0]?.end('failed', error);
    await product.runner.begun[1]?.end('failed', new TypeError('a bug'));
    await settled();
    expect(product.begunNow()).to.deep.equal(['backup app', 'backup shop', 'backup users']);
    expect(
      product.logger.records.filter(({ message }) => message.includes('failed')).map(({ level }) => level),
    ).to.deep.equal(['warn', 'error']);
    await product.runner.begun[2]?.end();
    await settled();
    await product.lookAt('2026-11-22T02:00:00Z');
    expect(product.begunNow()).to.deep.equal(['backup app', 'backup shop']);
  });

  it('works on several databases at a time, and on each in order', async () => {
    product.tasks = ['a', 'b', 'c'].flatMap((database) => [aTask({ database }), { ...VERIFY, database }]);
    await product.lookAt('2026-11-20T10:00:00Z');
    await product.lookAt('2026-11-21T02:00:00Z');
    expect(product.begunNow()).to.deep.equal(['backup a', 'backup b']);
    await product.runner.begun[1]?.end();
    await settled();
    expect(product.begunNow()).to.deep.equal(['verify b']);
    await product.runner.begun[0]?.end();
    await settled();
    expect(product.begunNow()).to.deep.equal(['verify a']);
  });

  it('distinguishes verifications of one level from another', async () => {
    const later = { expression: '0 4 * * *', timeZone: 'UTC' };
    product.tasks = [{ ...VERIFY, schedule: later }, DRILL];
    await product.lookAt('2026-11-20T10:00:00Z');
    await product.lookAt('2026-11-21T02:00:00Z');
    await product.lookAt('2026-11-21T04:00:00Z');
    expect(product.begunNow()).to.deep.equal(['drill app']);
    await product.runner.begun[0]?.end();
    await settled();
    expect(product.begunNow()).to.deep.equal(['verify app']);
    await product.runner.begun[1]?.end();
    // Only the drill of the next day is missed by then.
    const next = restarted();
    await next.lookAt('2026-11-22T03:00:00Z');
    expect(next.begunNow()).to.deep.equal(['drill app']);
  });

  it('adds a new database, and drops a missing one', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    product.tasks = [aTask({ database: 'new' })];
    await product.lookAt('2026-11-20T12:00:00Z');
    expect(product.runDueTasks.nextRuns().map(({ database }) => database)).to.deep.equal(['new']);
    await product.lookAt('2026-11-21T02:00:00Z');
    expect(product.begunNow()).to.deep.equal(['backup new']);
  });

  it('continues without a history, logs it once, and records the schedule when it can', async () => {
    product.history.unwritable = true;
    await product.lookAt('2026-11-20T10:00:00Z');
    product.history.read = () =>
      product.history
        .append({ event: 'started', run: { id: '', operation: '', database: '', startedAt: new Date() } })
        .then(() => ({ entries: [], unreadableLines: 0 }));
    await product.lookAt('2026-11-21T02:00:00Z');
    expect(product.begunNow()).to.deep.equal(['backup app']);
    expect(product.logger.records.filter(({ level }) => level === 'warn')).to.have.lengthOf(1);
    product.history.unwritable = false;
    Reflect.deleteProperty(product.history, 'read');
    await product.lookAt('2026-11-22T02:00:00Z');
    const { entries } = await product.history.read();
    expect(entries.find(({ operation }) => operation === 'schedule')?.startedAt).to.deep.equal(
      new Date('2026-11-20T10:00:00Z'),
    );
  });

  it('passes bugs on', async () => {
    product.history.read = () => Promise.reject(new TypeError('a bug'));
    const error: unknown = await product.lookAt('2026-11-20T10:00:00Z').then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(TypeError);
  });

  it('starts nothing after stop; waiting tasks are due again after a restart', async () => {
    product.tasks = ['a', 'b', 'c'].map((database) => aTask({ database }));
    await product.lookAt('2026-11-20T10:00:00Z');
    await product.lookAt('2026-11-21T02:00:00Z');
    product.runDueTasks.stop();
    let isIdle = false;
    const idle = product.runDueTasks.idle().then(() => {
      isIdle = true;
    });
    await product.runner.begun[0]?.end();
    await settled();
    expect(isIdle).to.equal(false);
    product.runDueTasks.cancel();
    await idle;
    expect(product.runner.begun.map(({ cancelled }) => cancelled)).to.deep.equal([false, true]);
    await product.lookAt('2026-11-22T02:00:00Z');
    expect(product.begunNow()).to.deep.equal(['backup a', 'backup b']);
    const later = restarted();
    await later.lookAt('2026-11-21T02:03:00Z');
    expect(later.begunNow()).to.deep.equal(['backup b', 'backup c']);
  });

  it('starts nothing when it is stopped during its check', async () => {
    await product.lookAt('2026-11-20T10:00:00Z');
    const { history, runDueTasks } = product;
    const read = history.read.bind(history);
    history.read = async () => {
      runDueTasks.stop();
      return read();
    };
    await product.lookAt('2026-11-21T02:00:00Z');
    expect(product.begunNow()).to.deep.equal([]);
    const later = restarted();
    await later.lookAt('2026-11-21T02:03:00Z');
    expect(later.begunNow()).to.deep.equal(['backup app']);
  });
});
