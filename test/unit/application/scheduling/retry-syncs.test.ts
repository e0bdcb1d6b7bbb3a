import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryLogger } from '../../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunHistory } from '../../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import type { RunListener } from '../../../../src/application/ports/run-listener.ts';
import { allDueTasks } from '../../../../src/application/scheduling/due-tasks.ts';
import { RetrySyncs } from '../../../../src/application/scheduling/retry-syncs.ts';
import type { TaskRunner, TaskToStart } from '../../../../src/application/scheduling/task-runner.ts';
import { StoreException } from '../../../../src/domain/exceptions/store-exception.ts';
import type { EndedRecord } from '../../../../src/domain/history/history-entry.ts';
import { MINUTE_MS } from '../../../../src/domain/units.ts';
import { aRun, ended } from '../../../support/history-records.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';
import { settled } from '../../../support/scheduled-product.ts';

const START = new Date('2026-11-22T12:00:00Z');

describe('RetrySyncs', () => {
  let clock: ManualClock;
  let history: InMemoryRunHistory;
  let logger: InMemoryLogger;
  let listeners: Set<RunListener>;
  let started: { readonly task: TaskToStart; readonly minute: number }[];
  let retry: RetrySyncs;
  let runs: number;
  /** How the next syncs end. */
  let outcome: EndedRecord['outcome'];

  beforeEach(() => {
    clock = new ManualClock();
    clock.setNow(START);
    history = new InMemoryRunHistory();
    logger = new InMemoryLogger('debug');
    listeners = new Set();
    started = [];
    runs = 0;
    outcome = 'failed';
    retry = service();
  });

  const minute = (): number => (clock.now().getTime() - START.getTime()) / MINUTE_MS;

  const record = async (operation: 'create' | 'sync', changes: Partial<EndedRecord> = {}): Promise<void> => {
    runs += 1;
    const run = aRun(runs, { operation, startedAt: clock.now() });
    await history.append(ended(runs, { run, durationMs: 0, ...changes }));
    for (const listener of listeners)
      listener.onRunEvent({
        type: 'succeeded',
        run: { ...run, operation },
        durationMs: 0,
        facts: {},
      });
  };
  const failedPlacement = () => record('create', { facts: { failed_stores: { nas: 'no space' } } });

  const service = (runner: TaskRunner = { start }): RetrySyncs =>
    new RetrySyncs(
      {
        databases: () => ['app', 'shop'],
        clock,
        history,
        logger,
        runner,
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      { concurrency: 2 },
    );

  const start: TaskRunner['start'] = (task) => {
    started.push({ task, minute: minute() });
    return {
      done: record('sync', outcome === 'succeeded' ? { facts: { copied: 1 } } : { outcome }),
      cancel: () => undefined,
    };
  };

  /** Lets the time pass as the scheduler does: to the next due time, at most a minute at once. */
  const passMinutes = async (minutes: number, of = retry): Promise<void> => {
    const end = clock.now().getTime() + minutes * MINUTE_MS;
    for (;;) {
      await of.execute();
      await settled();
      const now = clock.now().getTime();
      if (now >= end) return;
      const waits = of.nextRuns().map(({ at }) => (at?.getTime() ?? Infinity) - now);
      clock.advance(Math.max(1, Math.min(MINUTE_MS, end - now, ...waits)));
    }
  };
  const startedMinutes = (): readonly number[] => started.map(({ minute: at }) => at);

  it('does nothing while every backup has its copies', async () => {
    await record('create');
    await passMinutes(120);
    expect(started).to.deep.equal([]);
  });

  it('syncs the database a minute after a store did not take its backup, once when that succeeds', async () => {
    await failedPlacement();
    outcome = 'succeeded';
    await passMinutes(300);
    expect(startedMinutes()).to.deep.equal([1]);
    expect(started[0]?.task).to.deep.include({ kind: 'sync', database: 'app' });
  });

  it('retries a failed sync after 2, 4, 8 … up to 60 minutes', async () => {
    await failedPlacement();
    await passMinutes(245);
    expect(startedMinutes()).to.deep.equal([1, 3, 7, 15, 31, 63, 123, 183, 243]);
    outcome = 'succeeded';
    await passMinutes(300);
    expect(started).to.have.lengthOf(10);
  });

  it('retries a failed sync that another caller started', async () => {
    await record('sync', { outcome: 'failed' });
    outcome = 'succeeded';
    await passMinutes(30);
    expect(startedMinutes()).to.deep.equal([2]);
  });

  it('continues after a restart where it was', async () => {
    await failedPlacement();
    await passMinutes(4);
    expect(startedMinutes()).to.deep.equal([1, 3]);
    retry.stop();
    expect(listeners.size).to.equal(0);
    const next = service();
    await passMinutes(5, next);
    expect(startedMinutes()).to.deep.equal([1, 3, 7]);
  });

  it('is not satisfied by a sync of one store alone, nor by a later backup', async () => {
    await failedPlacement();
    await record('sync', { facts: { copied: 1, store: 'offsite' } });
    await record('create');
    outcome = 'succeeded';
    await passMinutes(30);
    expect(startedMinutes()).to.deep.equal([1]);
  });

  it('leaves a running sync alone', async () => {
    await failedPlacement();
    runs += 1;
    await history.append({
      event: 'started',
      run: aRun(runs, { operation: 'sync', startedAt: clock.now() }),
    });
    await passMinutes(30);
    expect(started).to.deep.equal([]);
  });

  it('notices a failed placement of another process within ten minutes', async () => {
    await passMinutes(1);
    listeners.clear();
    await failedPlacement();
    outcome = 'succeeded';
    await passMinutes(30);
    expect(startedMinutes()).to.deep.equal([10]);
  });

  it('starts no second sync while one of its own runs, and cancels it on request', async () => {
    await failedPlacement();
    let cancelled = 0;
    let end = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    const hanging = service({
      start: (task) => {
        started.push({ task, minute: minute() });
        return { done, cancel: () => (cancelled += 1) };
      },
    });
    await passMinutes(30, hanging);
    expect(startedMinutes()).to.deep.equal([1]);
    hanging.stop();
    hanging.cancel();
    expect(cancelled).to.equal(1);
    end();
    await hanging.idle();
  });

  it('logs a failure that no run reported, and continues', async () => {
    await failedPlacement();
    const error = new StoreException('no route', { hint: 'Check the network.' });
    const failing = service({ start: () => ({ done: Promise.reject(error), cancel: () => undefined }) });
    await passMinutes(2, failing);
    const messages = logger.records.map((entry) => entry.message);
    expect(messages).to.include('the repeated sync of app failed: no route');
  });
});

describe('allDueTasks', () => {
  it('executes all although one fails, and lists the next runs of all', async () => {
    const calls: string[] = [];
    const tasks = (name: string, error?: Error) => ({
      execute: () => {
        calls.push(name);
        return error === undefined ? Promise.resolve() : Promise.reject(error);
      },
      nextRuns: () => [{ database: name, task: 'sync' as const, at: START }],
      stop: () => calls.push(`stop ${name}`),
      cancel: () => calls.push(`cancel ${name}`),
      idle: () => Promise.resolve(),
    });
    const all = allDueTasks([tasks('one', new Error('a bug')), tasks('two')]);
    expect(await rejectionOf(all.execute())).to.have.property('message', 'a bug');
    all.stop();
    all.cancel();
    await all.idle();
    expect(calls).to.deep.equal(['one', 'two', 'stop one', 'stop two', 'cancel one', 'cancel two']);
    expect(all.nextRuns().map(({ database }) => database)).to.deep.equal(['one', 'two']);
  });
});
