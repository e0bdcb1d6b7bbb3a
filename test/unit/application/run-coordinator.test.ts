import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryOperationLock } from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { InMemoryRunListener } from '../../../src/adapters/outbound/run-listener/in-memory-run-listener.ts';
import type { RunEvent } from '../../../src/application/ports/run-listener.ts';
import {
  RunCoordinator,
  type RunContext,
  type RunRequest,
} from '../../../src/application/runs/run-coordinator.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const REQUEST: RunRequest = { operation: 'create', database: 'app', timeoutMs: 5000, signal: undefined };

/** Work that ends only at an abort. */
function untilAborted({ signal }: RunContext): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

describe('RunCoordinator', () => {
  let clock: ManualClock;
  let lock: InMemoryOperationLock;
  let listener: InMemoryRunListener;
  let coordinator: RunCoordinator;

  beforeEach(() => {
    clock = new ManualClock();
    lock = new InMemoryOperationLock();
    listener = new InMemoryRunListener();
    coordinator = new RunCoordinator({ clock, lock, listeners: [listener] });
  });

  const told = (): readonly string[] => listener.events.map(({ type }) => type);

  const lockIsFree = async (): Promise<boolean> =>
    lock.acquire('app', 'create').then(
      () => true,
      () => false,
    );

  it('returns the result of the work and emits all events in order', async () => {
    const startedAt = clock.now();
    const value = await coordinator.perform(REQUEST, async (run) => {
      run.progress('capturing', 1, 2);
      run.warn('careful', 'do this');
      clock.advance(1500);
      return Promise.resolve({ value: 42, facts: { filename: 'x' } });
    });
    expect(value).to.equal(42);
    const id = listener.events[0]?.run.id ?? '';
    expect(id.startsWith(`create-app-${startedAt.toISOString()}-`)).to.equal(true);
    const run = {
      id,
      operation: 'create',
      database: 'app',
      startedAt,
    };
    expect(listener.events).to.deep.equal([
      { type: 'started', run },
      { type: 'progress', run, phase: 'capturing', doneBytes: 1, totalBytes: 2 },
      { type: 'warning', run, message: 'careful', hint: 'do this' },
      { type: 'succeeded', run, durationMs: 1500, facts: { filename: 'x' } },
    ]);
  });

  it('emits the success of a run that found its database unchanged', async () => {
    const work = async () => Promise.resolve({ value: 7, facts: {}, outcome: 'unchanged' as const });
    expect(await coordinator.perform(REQUEST, work)).to.equal(7);
    expect(listener.events.at(-1)).to.include({ type: 'succeeded', outcome: 'unchanged' });
  });

  it('emits details of the lock, of each phase once, and of the work, with the elapsed time', async () => {
    await coordinator.perform(REQUEST, async (run) => {
      clock.advance(10);
      run.progress('capturing', 1, 2);
      run.progress('capturing', 2, 2);
      clock.advance(10);
      run.progress('verifying', 0, 3);
      run.detail('published x', { bytes: 3 });
      return Promise.resolve({ value: 1, facts: {} });
    });
    expect(
      listener.details.map(({ elapsedMs, message, fields }) => [elapsedMs, message, fields]),
    ).to.deep.equal([
      [0, 'lock taken', { waited_ms: 0 }],
      [10, 'phase capturing', { total_bytes: 2 }],
      [20, 'phase verifying', { total_bytes: 3 }],
      [20, 'published x', { bytes: 3 }],
    ]);
  });

  it("emits warnings of the lock's file system once, not in every run", async () => {
    lock.missing.push({ message: 'the share cannot sync', hint: 'keep a second copy' });
    const work = async () => Promise.resolve({ value: 1, facts: {} });
    await coordinator.perform(REQUEST, work);
    await coordinator.perform(REQUEST, work);
    expect(told()).to.deep.equal(['started', 'warning', 'succeeded', 'started', 'succeeded']);
    expect(listener.events[1]).to.include({ message: 'the share cannot sync', hint: 'keep a second copy' });
  });

  it('measures durations by the monotonic clock', async () => {
    const elapsed = await coordinator.perform(REQUEST, async (run) => {
      clock.advance(70);
      clock.setNow(new Date('2042-01-01T00:00:00Z'));
      return Promise.resolve({ value: run.elapsedMs(), facts: {} });
    });
    expect(elapsed).to.equal(70);
  });

  it('holds the lock during the work and releases it afterwards', async () => {
    const freeDuring = await coordinator.perform(REQUEST, async () => ({
      value: await lockIsFree(),
      facts: {},
    }));
    expect(freeDuring).to.equal(false);
    expect(await lockIsFree()).to.equal(true);
  });

  it('refuses a second run of the same database without starting its work', async () => {
    await lock.acquire('app', 'verify');
    let worked = false;
    const error = await rejectionOf(
      coordinator.perform(REQUEST, async () => {
        worked = true;
        return Promise.resolve({ value: 1, facts: {} });
      }),
    );
    expect(error).to.be.instanceOf(OperationInProgressException);
    expect((error as Error).message).to.equal('another verify of app is running');
    expect(worked).to.equal(false);
    expect(told()).to.deep.equal(['failed']);
  });

  describe('that may wait for the lock', () => {
    const PATIENT: RunRequest = { ...REQUEST, lockWaitMs: 60_000 };

    /** Retries in steps, so that woken code reaches its next step. */
    async function pass(milliseconds: number): Promise<void> {
      for (let passedMs = 0; passedMs < milliseconds; passedMs += 1000) {
        clock.advance(1000);
        await nextTurn();
      }
    }

    it('starts when another operation has ended, with its whole time', async () => {
      const other = await lock.acquire('app', 'verify');
      const outcome = coordinator.perform(PATIENT, async ({ signal, startedAt }) => {
        clock.advance(PATIENT.timeoutMs - 1);
        return Promise.resolve({ value: { startedAt, isLate: signal.aborted }, facts: {} });
      });
      await pass(59_000);
      expect(told()).to.deep.equal([]);
      await other.release();
      const freeAt = clock.now();
      await pass(1000);
      const { startedAt, isLate } = await outcome;
      expect(startedAt.getTime()).to.equal(freeAt.getTime() + 1000);
      expect(isLate).to.equal(false);
      expect(told()).to.deep.equal(['started', 'succeeded']);
      expect(await lockIsFree()).to.equal(true);
    });

    it('does not wait for the same operation', async () => {
      await lock.acquire('app', 'create');
      const error = await rejectionOf(coordinator.perform(PATIENT, () => Promise.reject(new Error('no'))));
      expect(error).to.be.instanceOf(OperationInProgressException);
      expect(told()).to.deep.equal(['failed']);
    });

    it('stops waiting in time', async () => {
      await lock.acquire('app', 'verify');
      const refused = rejectionOf(coordinator.perform(PATIENT, () => Promise.reject(new Error('no'))));
      await pass(60_000);
      expect(await refused).to.be.instanceOf(OperationInProgressException);
      expect(told()).to.deep.equal(['failed']);
    });

    it('stops waiting when it is cancelled, and leaves no lock behind', async () => {
      const other = await lock.acquire('app', 'verify');
      const stopping = new AbortController();
      const request = { ...PATIENT, signal: stopping.signal };
      const cancelled = rejectionOf(coordinator.perform(request, () => Promise.reject(new Error('no'))));
      await pass(1000);
      stopping.abort();
      expect(await cancelled).to.be.instanceOf(OperationCancelledException);
      await other.release();
      await pass(1000);
      expect(await lockIsFree()).to.equal(true);
    });
  });

  it('emits its start once it holds the lock', async () => {
    const freeAtStart: Promise<boolean>[] = [];
    const onRunEvent = ({ type }: RunEvent): void => {
      if (type === 'started') freeAtStart.push(lockIsFree());
    };
    coordinator = new RunCoordinator({ clock, lock, listeners: [{ onRunEvent }] });
    await coordinator.perform(REQUEST, async () => Promise.resolve({ value: 1, facts: {} }));
    expect(await Promise.all(freeAtStart)).to.deep.equal([false]);
  });

  it('gives runs of the same time different ids', async () => {
    for (let round = 0; round < 20; round += 1) {
      await coordinator.perform(REQUEST, async () => Promise.resolve({ value: 1, facts: {} }));
    }
    expect(new Set(listener.events.map(({ run }) => run.id))).to.have.property('size', 20);
  });

  it("passes on the growth of the source's WAL, where known", async () => {
    await coordinator.perform(REQUEST, async (run) => {
      run.progress('capturing', 1, 2, 4096);
      return Promise.resolve({ value: 1, facts: {} });
    });
    expect(listener.events[1]).to.deep.include({ doneBytes: 1, totalBytes: 2, walGrowthBytes: 4096 });
  });

  it('lets another database run at the same time', async () => {
    await lock.acquire('shop', 'create');
    expect(await coordinator.perform(REQUEST, async () => Promise.resolve({ value: 1, facts: {} }))).to.equal(
      1,
    );
  });

  it('ends at the deadline with a timeout, and frees the lock', async () => {
    const running = rejectionOf(coordinator.perform(REQUEST, untilAborted));
    await new Promise(setImmediate);
    clock.advance(4999);
    expect(told()).to.deep.equal(['started']);
    clock.advance(1);
    const error = await running;
    expect(error).to.be.instanceOf(BackupTimeoutException);
    expect((error as Error).message).to.equal('create of app did not finish within 5 s');
    expect(listener.events.at(-1)).to.deep.include({ type: 'failed', durationMs: 5000, error });
    expect(await lockIsFree()).to.equal(true);
  });

  describe('when the disk hangs', () => {
    const forEver = async (): Promise<never> => new Promise<never>(() => undefined);

    it('gives up the work a second after the deadline, and keeps its lock', async () => {
      const outcome = rejectionOf(coordinator.perform(REQUEST, forEver));
      await nextTurn();
      clock.advance(5000);
      await nextTurn();
      expect(told()).to.deep.equal(['started']);
      clock.advance(1000);
      const error = await outcome;
      expect(error).to.be.instanceOf(BackupTimeoutException);
      expect(error).to.have.property('message').that.includes('the disk does not answer');
      expect(error).to.have.deep.property('details', { hangs: true });
      expect(told().at(-1)).to.equal('failed');
      expect(await lockIsFree()).to.equal(false);
    });

    it('gives up the work a second after a cancellation', async () => {
      const controller = new AbortController();
      const outcome = rejectionOf(coordinator.perform({ ...REQUEST, signal: controller.signal }, forEver));
      await nextTurn();
      controller.abort();
      clock.advance(1000);
      expect(await outcome).to.be.instanceOf(OperationCancelledException);
    });

    it('gives up a lock that hangs', async () => {
      coordinator = new RunCoordinator({ clock, lock: { acquire: forEver }, listeners: [listener] });
      const outcome = rejectionOf(
        coordinator.perform(REQUEST, async () => Promise.resolve({ value: 1, facts: {} })),
      );
      clock.advance(5000);
      clock.advance(1000);
      expect(await outcome).to.be.instanceOf(BackupTimeoutException);
    });

    it('does not wait for the record of an ended run', async () => {
      let isHanging = false;
      const record = { recorded: async () => (isHanging ? forEver() : Promise.resolve()) };
      coordinator = new RunCoordinator({ clock, lock, listeners: [listener], record });
      const outcome = coordinator.perform(REQUEST, async () => {
        isHanging = true;
        return Promise.resolve({ value: 7, facts: {} });
      });
      await nextTurn();
      clock.advance(5000);
      clock.advance(1000);
      expect(await outcome).to.equal(7);
    });
  });

  describe('that lost its lock while its process was suspended', () => {
    it('ends at once, and says so', async () => {
      const error = await rejectionOf(
        coordinator.perform(REQUEST, async (run) => {
          const work = untilAborted(run);
          lock.lose('app');
          return work;
        }),
      );
      expect(error).to.be.instanceOf(OperationInProgressException);
      expect(error).to.have.property('message').that.includes('lost its lock');
    });

    it('says so instead of the failure that it caused', async () => {
      const error = await rejectionOf(
        coordinator.perform(REQUEST, async () => {
          lock.lose('app');
          return Promise.reject(new DatabaseAccessException('no backup there', { hint: 'look' }));
        }),
      );
      expect(error).to.be.instanceOf(OperationInProgressException);
    });
  });

  it("ends at the caller's cancellation, and releases the lock", async () => {
    const controller = new AbortController();
    const running = rejectionOf(coordinator.perform({ ...REQUEST, signal: controller.signal }, untilAborted));
    await new Promise(setImmediate);
    controller.abort();
    const error = await running;
    expect(error).to.be.instanceOf(OperationCancelledException);
    expect((error as Error).cause).to.equal(controller.signal.reason);
    expect(await lockIsFree()).to.equal(true);
  });

  it('does not start after a cancellation', async () => {
    let worked = false;
    const error = await rejectionOf(
      coordinator.perform({ ...REQUEST, signal: AbortSignal.abort() }, async () => {
        worked = true;
        return Promise.resolve({ value: 1, facts: {} });
      }),
    );
    expect(error).to.be.instanceOf(OperationCancelledException);
    expect(worked).to.equal(false);
    expect(await lockIsFree()).to.equal(true);
  });

  it('does not abort a run that ended in time', async () => {
    let signal: AbortSignal | undefined;
    await coordinator.perform(REQUEST, async (run) => {
      signal = run.signal;
      return Promise.resolve({ value: 1, facts: {} });
    });
    clock.advance(60_000);
    expect(signal?.aborted).to.equal(false);
  });

  it("passes the work's own failure on, even with an abort", async () => {
    const failure = new DatabaseAccessException('locked', { hint: 'wait' });
    const error = await rejectionOf(
      coordinator.perform(REQUEST, async () => {
        clock.advance(5000);
        return Promise.reject(failure);
      }),
    );
    expect(error).to.equal(failure);
    expect(listener.events.at(-1)).to.deep.include({ type: 'failed', error: failure });
  });

  it('passes a bug on', async () => {
    const bug = new TypeError('x is not a function');
    expect(await rejectionOf(coordinator.perform(REQUEST, async () => Promise.reject(bug)))).to.equal(bug);
    expect(await lockIsFree()).to.equal(true);
  });

  it('continues after a listener throws, and calls the others', async () => {
    const broken = {
      onRunEvent: (): void => {
        throw new Error('broken observer');
      },
    };
    coordinator = new RunCoordinator({ clock, lock, listeners: [broken, listener] });
    expect(await coordinator.perform(REQUEST, async () => Promise.resolve({ value: 7, facts: {} }))).to.equal(
      7,
    );
    expect(told()).to.deep.equal(['started', 'succeeded']);
  });
});
