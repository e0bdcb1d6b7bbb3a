import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { HealthMonitor } from '../../../src/application/health/health-monitor.ts';
import type { RunEvent } from '../../../src/application/ports/run-listener.ts';
import type { HealthReport } from '../../../src/application/report-health.ts';
import { HEALTHY } from '../../integration/cli/fake-services.ts';

const INTERVAL_MS = 300_000;
const RUN = { id: 'run-1', operation: 'create', database: 'app', startedAt: new Date(0) } as const;
const ENDED: RunEvent = { type: 'succeeded', run: RUN, durationMs: 1, facts: {} };

const NOTHING_FOUND = {
  databases: [],
  clashes: [],
  appeared: [],
  vanished: [],
  problems: [],
  failure: undefined,
};

/** Lets woken code reach its next wait. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('HealthMonitor', () => {
  let clock: ManualClock;
  let logger: InMemoryLogger;
  let made: number;
  let looked: number;
  let failure: Error | undefined;
  let tookMs: number;
  let hold: Promise<void> | undefined;
  let monitor: HealthMonitor;

  const reportNumber = (number: number): HealthReport => ({ ...HEALTHY, checkedAt: new Date(number) });

  beforeEach(() => {
    clock = new ManualClock();
    logger = new InMemoryLogger('debug');
    made = 0;
    looked = 0;
    tookMs = 0;
    failure = undefined;
    hold = undefined;
    const reportHealth = {
      execute: async () => {
        made += 1;
        const number = made;
        if (failure !== undefined) throw failure;
        clock.advance(tookMs);
        await hold;
        return reportNumber(number);
      },
    };
    const inventory = {
      refresh: () => {
        looked += 1;
        return Promise.resolve(NOTHING_FOUND);
      },
    };
    monitor = new HealthMonitor(
      { reportHealth, clock, logger, inventory },
      { healthCheckIntervalMs: INTERVAL_MS },
    );
  });

  const pass = async (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds);
    await settle();
  };

  it('is empty before its first report, then returns it with its age', async () => {
    expect(monitor.latest()).to.equal(undefined);
    await monitor.start();
    await pass(1234);
    expect(monitor.latest()).to.deep.equal({ report: reportNumber(1), ageMs: 1234, isStale: false });
  });

  it('makes a report every interval, and none after stop', async () => {
    await monitor.start();
    await pass(INTERVAL_MS - 1);
    expect(made).to.equal(1);
    await pass(1);
    expect(made).to.equal(2);
    await pass(INTERVAL_MS);
    expect(made).to.equal(3);
    await monitor.stop();
    await pass(10 * INTERVAL_MS);
    expect(made).to.equal(3);
  });

  it('starts once', async () => {
    await Promise.all([monitor.start(), monitor.start()]);
    expect(made).to.equal(1);
  });

  it('makes one soon after a run ended, with any result', async () => {
    await monitor.start();
    monitor.onRunEvent(ENDED);
    await pass(1000);
    expect(made).to.equal(2);
    monitor.onRunEvent({ type: 'failed', run: RUN, durationMs: 1, error: new Error('x') });
    await pass(1000);
    expect(made).to.equal(3);
  });

  it('makes one for a hundred runs in a row', async () => {
    await monitor.start();
    for (let run = 0; run < 100; run += 1) monitor.onRunEvent(ENDED);
    await pass(1000);
    expect(made).to.equal(2);
    await pass(INTERVAL_MS - 1);
    expect(made).to.equal(2);
  });

  it('is not delayed by frequent runs', async () => {
    await monitor.start();
    for (let passedMs = 0; passedMs < 3000; passedMs += 500) {
      monitor.onRunEvent(ENDED);
      await pass(500);
    }
    expect(made).to.equal(1 + 3);
  });

  it('ignores starts, progress, and runs before it was started', async () => {
    monitor.onRunEvent(ENDED);
    await pass(1000);
    await monitor.start();
    monitor.onRunEvent({ type: 'started', run: RUN });
    await pass(2000);
    expect(made).to.equal(1);
  });

  it('makes another one when a run ends during a report', async () => {
    let release: (() => void) | undefined;
    hold = new Promise((resolve) => (release = resolve));
    const starting = monitor.start();
    await settle();
    monitor.onRunEvent(ENDED);
    release?.();
    await starting;
    expect(made).to.equal(1);
    await pass(1000);
    expect(made).to.equal(2);
  });

  it('pauses ten times as long as a report took, to spare a slow disk', async () => {
    tookMs = 2000;
    await monitor.start();
    monitor.onRunEvent(ENDED);
    await pass(19_999);
    expect(made).to.equal(1);
    await pass(1);
    expect(made).to.equal(2);
  });

  it('gives concurrent callers the same report', async () => {
    const [one, two] = await Promise.all([monitor.refresh(), monitor.refresh()]);
    expect(one).to.equal(two);
    expect(made).to.equal(1);
  });

  it('keeps the last report when a new one fails, marks it stale, and tries again', async () => {
    await monitor.start();
    failure = new TypeError('a bug');
    await pass(INTERVAL_MS);
    await pass(INTERVAL_MS);
    expect(monitor.latest()).to.include({ ageMs: 2 * INTERVAL_MS, isStale: false });
    await pass(1);
    expect(monitor.latest()).to.include({ isStale: true });
    expect(logger.records.map(({ message }) => message)).to.include('the health report could not be made');
    failure = undefined;
    await pass(INTERVAL_MS);
    expect(monitor.latest()).to.include({ isStale: false });
  });

  it('notifies its subscribers, also after one throws, until they unsubscribe', async () => {
    const heard: Date[] = [];
    monitor.subscribe(() => {
      throw new Error('mine');
    });
    const leave = monitor.subscribe(({ checkedAt }) => heard.push(checkedAt));
    await monitor.refresh();
    leave();
    await monitor.refresh();
    expect(heard).to.deep.equal([new Date(1)]);
    expect(logger.records).to.have.length(2);
  });

  it('searches databases every interval, not after each run', async () => {
    await monitor.start();
    monitor.onRunEvent(ENDED);
    await pass(1000);
    expect([made, looked]).to.deep.equal([2, 1]);
    await pass(INTERVAL_MS);
    expect([made, looked]).to.deep.equal([3, 2]);
  });

  it('waits on stop for the current report', async () => {
    let release: (() => void) | undefined;
    hold = new Promise((resolve) => (release = resolve));
    void monitor.start();
    await settle();
    let stopped = false;
    const stopping = monitor.stop().then(() => (stopped = true));
    await settle();
    expect(stopped).to.equal(false);
    release?.();
    await stopping;
    await pass(10 * INTERVAL_MS);
    expect(made).to.equal(1);
  });
});
