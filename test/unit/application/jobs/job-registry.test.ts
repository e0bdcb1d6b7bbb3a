import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryLogger } from '../../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { JobRegistry, type StartedJob } from '../../../../src/application/jobs/job-registry.ts';
import type { Job } from '../../../../src/application/jobs/job.ts';
import type { Operation, Run } from '../../../../src/application/ports/run-listener.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationCancelledException } from '../../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const RUN: Run = { id: 'run-1', operation: 'create', database: 'app', startedAt: new Date(0) };

describe('JobRegistry', () => {
  let clock: ManualClock;
  let logger: InMemoryLogger;
  let told: Job[];
  let registry: JobRegistry;

  beforeEach(() => {
    clock = new ManualClock();
    logger = new InMemoryLogger();
    told = [];
    registry = new JobRegistry(
      { clock, logger, listeners: [{ onJobChanged: (job) => told.push(job) }] },
      { maxEnded: 3 },
    );
  });

  const start = (
    work: (signal: AbortSignal) => Promise<number>,
    { operation = 'create', database = 'app' }: { operation?: Operation; database?: string | null } = {},
  ): StartedJob<number> =>
    registry.start({
      operation,
      database: database ?? undefined,
      work,
      describe: (count) => ({ count }),
    });
  const forever = (signal: AbortSignal): Promise<number> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  const job = (id: string): Job => {
    const found = registry.get(id);
    if (found === undefined) throw new Error('no such job');
    return found;
  };

  it('keeps a job from its start to its result', async () => {
    const { id, outcome } = start(async () => Promise.resolve(7));
    expect(job(id)).to.include({
      operation: 'create',
      database: 'app',
      state: 'running',
      endedAt: undefined,
    });
    clock.advance(1000);
    expect(await outcome).to.equal(7);
    await registry.idle();
    expect(job(id)).to.deep.include({ state: 'succeeded', result: { count: 7 }, endedAt: clock.now() });
    expect(told.map(({ state }) => state)).to.deep.equal(['running', 'succeeded']);
  });

  it('keeps a failure, and logs a bug', async () => {
    const failure = new BackupDirectoryException('no room', { hint: 'Free some.' });
    const { id, outcome } = start(async () => Promise.reject(failure));
    expect(await rejectionOf(outcome)).to.equal(failure);
    await registry.idle();
    expect(job(id)).to.deep.include({
      state: 'failed',
      error: { code: 'BACKUP_DIRECTORY', message: 'no room', hint: 'Free some.' },
    });
    expect(logger.records).to.deep.equal([]);
    const bug = start(async () => Promise.reject(new TypeError('bug')));
    await registry.idle();
    expect(job(bug.id).error).to.include({ code: 'INTERNAL', message: 'bug' });
    expect(logger.records).to.have.lengthOf(1);
  });

  it('knows logged failures: of runs, and bugs, each once', async () => {
    const failure = new BackupDirectoryException('no room', { hint: 'Free some.' });
    const bug = new TypeError('bug');
    expect([failure, bug, 'no error'].map((error) => registry.hasLogged(error))).to.deep.equal([
      false,
      false,
      false,
    ]);
    registry.onRunEvent({ type: 'failed', run: RUN, durationMs: 1, error: failure });
    for (const error of [bug, bug]) {
      start(async () => Promise.reject(error));
      await registry.idle();
    }
    expect([failure, bug].map((error) => registry.hasLogged(error))).to.deep.equal([true, true]);
    expect(logger.records).to.have.lengthOf(1);
  });

  it('fails a job whose result cannot be described', async () => {
    const { id } = registry.start({
      operation: 'create',
      database: 'app',
      work: async () => Promise.resolve(1),
      describe: () => {
        throw new TypeError('bug');
      },
    });
    await registry.idle();
    expect(job(id).state).to.equal('failed');
  });

  it('treats a synchronous throw like any failure', async () => {
    const { id } = start(() => {
      throw new TypeError('bug');
    });
    await registry.idle();
    expect(job(id).state).to.equal('failed');
  });

  it('cancels through the signal of the work', async () => {
    const { id, outcome } = start(forever);
    await Promise.resolve();
    expect(registry.cancel(id)).to.include({ state: 'running', cancelRequested: true });
    expect(registry.cancel(id)?.cancelRequested).to.equal(true);
    expect(await rejectionOf(outcome)).to.be.instanceOf(OperationCancelledException);
    await registry.idle();
    expect(job(id)).to.include({ state: 'cancelled' });
    expect(told.map(({ state }) => state)).to.deep.equal(['running', 'running', 'cancelled']);
  });

  it('does not start a job that is cancelled at once', async () => {
    let isBegun = false;
    const { id } = start(async () => {
      isBegun = true;
      return Promise.resolve(1);
    });
    registry.cancel(id);
    await registry.idle();
    expect(job(id).state).to.equal('cancelled');
    expect(isBegun).to.equal(false);
  });

  it('leaves ended jobs unchanged, and ignores unknown ones', async () => {
    const { id } = start(async () => Promise.resolve(1));
    await registry.idle();
    expect(registry.cancel(id)).to.include({ state: 'succeeded', cancelRequested: false });
    expect(registry.cancel('other')).to.equal(undefined);
    expect(registry.get('other')).to.equal(undefined);
  });

  it('cancels all, and is idle once all have ended', async () => {
    start(forever);
    start(forever, { operation: 'verify', database: null });
    registry.cancelAll();
    await registry.idle();
    expect(registry.list().map(({ state }) => state)).to.deep.equal(['cancelled', 'cancelled']);
  });

  it('starts no second job of one operation and database', async () => {
    const { id } = start(forever);
    expect(() => start(forever))
      .to.throw(OperationInProgressException)
      .with.nested.property('details.job', id);
    start(forever, { operation: 'verify' });
    start(forever, { database: 'shop' });
    start(forever, { database: null });
    expect(() => start(forever, { database: null })).to.throw(OperationInProgressException);
    registry.cancelAll();
    await registry.idle();
    start(forever);
    registry.cancelAll();
    await registry.idle();
  });

  it('keeps only the newest ended jobs, and every running one', async () => {
    const first = start(forever, { database: 'kept' });
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) {
      ids.push(start(async () => Promise.resolve(count)).id);
      await Promise.resolve();
      // One after another, or they would be one too many.
      while (job(ids.at(-1) ?? '').state === 'running') await Promise.resolve();
    }
    expect(registry.list().map(({ id }) => id)).to.deep.equal([...ids.slice(2).reverse(), first.id]);
    registry.cancelAll();
    await registry.idle();
    expect(job(first.id).state).to.equal('cancelled');
    expect(registry.get(ids[2] ?? '')).to.equal(undefined);
  });

  it('takes progress from the events of its run', async () => {
    const { id } = start(forever);
    const progress = { type: 'progress', run: RUN, phase: 'capturing', doneBytes: 1, totalBytes: 9 } as const;
    registry.onRunEvent(progress);
    expect(job(id).progress).to.equal(undefined);
    registry.onRunEvent({ type: 'started', run: { ...RUN, id: 'other', database: 'shop' } });
    registry.onRunEvent({ type: 'started', run: RUN });
    registry.onRunEvent(progress);
    expect(job(id)).to.deep.include({
      runId: 'run-1',
      progress: { phase: 'capturing', doneBytes: 1, totalBytes: 9 },
    });
    registry.onRunEvent({ type: 'succeeded', run: RUN, durationMs: 1, facts: {} });
    registry.cancelAll();
    await registry.idle();
  });

  it('does not take the progress of its last run for the next', async () => {
    const { id } = start(forever, { database: null });
    registry.onRunEvent({ type: 'started', run: RUN });
    registry.onRunEvent({ type: 'progress', run: RUN, phase: 'capturing', doneBytes: 9, totalBytes: 9 });
    registry.onRunEvent({ type: 'succeeded', run: RUN, durationMs: 1, facts: {} });
    registry.onRunEvent({ type: 'started', run: { ...RUN, id: 'run-2', database: 'shop' } });
    expect(job(id)).to.include({ runId: 'run-2', progress: undefined });
    registry.cancelAll();
    await registry.idle();
  });

  it('assigns a run to the job of its database before one for all', async () => {
    const all = start(forever, { database: null });
    const one = start(forever);
    registry.onRunEvent({ type: 'started', run: RUN });
    registry.onRunEvent({ type: 'started', run: { ...RUN, id: 'run-2', database: 'shop' } });
    expect(job(one.id).runId).to.equal('run-1');
    expect(job(all.id).runId).to.equal('run-2');
    registry.cancelAll();
    await registry.idle();
  });

  it('continues when a listener throws', async () => {
    const onJobChanged = (): never => {
      throw new TypeError('bug');
    };
    const broken = new JobRegistry({ clock, logger, listeners: [{ onJobChanged }] });
    const { outcome } = broken.start({
      operation: 'create',
      database: 'app',
      work: async () => Promise.resolve(1),
      describe: String,
    });
    expect(await outcome).to.equal(1);
    await broken.idle();
    expect(broken.list()[0]?.state).to.equal('succeeded');
  });
});
