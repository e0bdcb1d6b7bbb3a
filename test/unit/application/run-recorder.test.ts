import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryOperationLock } from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { InMemoryRunHistory } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import type { Run } from '../../../src/application/ports/run-listener.ts';
import {
  RunCoordinator,
  type RunContext,
  type RunRequest,
} from '../../../src/application/runs/run-coordinator.ts';
import { RunRecorder } from '../../../src/application/runs/run-recorder.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import type { HistoryEntry } from '../../../src/domain/history/history-entry.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const REQUEST: RunRequest = { operation: 'verify', database: 'app', timeoutMs: 5000, signal: undefined };
const RUN: Run = { id: 'run-1', operation: 'create', database: 'app', startedAt: new Date(0) };

describe('RunRecorder', () => {
  let clock: ManualClock;
  let lock: InMemoryOperationLock;
  let history: InMemoryRunHistory;
  let logger: InMemoryLogger;
  let recorder: RunRecorder;
  let coordinator: RunCoordinator;

  beforeEach(() => {
    clock = new ManualClock();
    lock = new InMemoryOperationLock();
    history = new InMemoryRunHistory();
    logger = new InMemoryLogger();
    recorder = new RunRecorder({ history, logger });
    coordinator = new RunCoordinator({ clock, lock, listeners: [recorder], record: recorder });
  });

  const runs = async (): Promise<readonly HistoryEntry[]> => {
    await recorder.flush();
    return (await history.read()).entries;
  };
  const succeed = (work: (run: RunContext) => void = () => {}): Promise<unknown> =>
    coordinator.perform(REQUEST, async (run) => {
      work(run);
      return Promise.resolve({ value: 1, facts: { filename: 'a.db', result: 'ok' } });
    });
  const fail = (error: unknown): Promise<unknown> =>
    rejectionOf(
      coordinator.perform(REQUEST, async () => {
        throw error;
      }),
    );

  it('records the facts of a run, its duration and warnings', async () => {
    const startedAt = clock.now();
    await succeed((run) => {
      run.progress('verifying', 1, 2);
      run.warn('slow', 'wait');
      clock.advance(1500);
    });
    const [entry, ...others] = await runs();
    expect(others).to.deep.equal([]);
    expect(entry).to.deep.equal({
      id: entry?.id,
      operation: 'verify',
      database: 'app',
      startedAt,
      outcome: 'succeeded',
      durationMs: 1500,
      facts: { filename: 'a.db', result: 'ok' },
      warnings: [{ message: 'slow', hint: 'wait' }],
      error: undefined,
    });
  });

  it('records that a run found its database unchanged', async () => {
    await coordinator.perform({ ...REQUEST, operation: 'create' }, async () =>
      Promise.resolve({ value: 1, facts: { filename: 'a.db', verified: true }, outcome: 'unchanged' }),
    );
    const [entry] = await runs();
    expect(entry).to.deep.include({ outcome: 'unchanged', facts: { filename: 'a.db', verified: true } });
  });

  it('records a running run', async () => {
    let during: readonly HistoryEntry[] = [];
    await coordinator.perform(REQUEST, async () => {
      during = await runs();
      return { value: 1, facts: {} };
    });
    expect(during.map(({ outcome }) => outcome)).to.deep.equal(['running']);
  });

  it('records a start before anything is done: a later crash leaves a trace', async () => {
    let atOnce: readonly HistoryEntry[] = [];
    await coordinator.perform(REQUEST, async () => {
      atOnce = (await history.read()).entries;
      return { value: 1, facts: {} };
    });
    expect(atOnce.map(({ outcome }) => outcome)).to.deep.equal(['running']);
  });

  it('does no work for a run that was cancelled while its start was recorded', async () => {
    const controller = new AbortController();
    const append = history.append.bind(history);
    history.append = (record) => {
      controller.abort();
      return append(record);
    };
    let hasWorked = false;
    const failure = await rejectionOf(
      coordinator.perform({ ...REQUEST, signal: controller.signal }, async () => {
        hasWorked = true;
        return { value: 1, facts: {} };
      }),
    );
    expect(hasWorked).to.equal(false);
    expect(failure).to.include({ code: 'CANCELLED' });
  });

  it('records a failure with its code, message and hint', async () => {
    await fail(new BackupDirectoryException('no room', { hint: 'make room' }));
    expect((await runs())[0]).to.deep.include({
      outcome: 'failed',
      facts: {},
      error: { code: 'BACKUP_DIRECTORY', message: 'no room', hint: 'make room' },
    });
  });

  for (const [what, bug] of [
    ['an error', new TypeError('x is not a function')],
    ['a text', 'x is not a function'],
  ] as const) {
    it(`records a bug that is ${what} as INTERNAL`, async () => {
      await fail(bug);
      const error = (await runs())[0]?.error;
      expect(error).to.include({ code: 'INTERNAL', message: 'x is not a function' });
    });
  }

  it('records a run that the lock refused as skipped', async () => {
    await lock.acquire('app', 'restore');
    await rejectionOf(succeed());
    const [entry, ...others] = await runs();
    expect(others).to.deep.equal([]);
    expect(entry).to.include({ outcome: 'skipped', operation: 'verify', database: 'app' });
    expect(entry?.error?.code).to.equal('OPERATION_IN_PROGRESS');
  });

  it('records a started run with such a refusal as failed', async () => {
    await fail(new OperationInProgressException('another one', { hint: 'wait' }));
    expect((await runs())[0]?.outcome).to.equal('failed');
  });

  it('records a cancelled run as cancelled, started or not', async () => {
    const signal = AbortSignal.abort();
    await rejectionOf(coordinator.perform({ ...REQUEST, signal }, () => Promise.reject(new Error('no'))));
    const controller = new AbortController();
    await rejectionOf(
      coordinator.perform({ ...REQUEST, signal: controller.signal }, async (run) => {
        controller.abort();
        run.signal.throwIfAborted();
        return Promise.resolve({ value: 1, facts: {} });
      }),
    );
    expect((await runs()).map(({ outcome }) => outcome)).to.deep.equal(['cancelled', 'cancelled']);
  });

  it('counts warnings beyond the limit', async () => {
    await succeed((run) => {
      for (let number = 1; number <= 53; number += 1) run.warn(`warning ${number}`, 'hint');
    });
    const warnings = (await runs())[0]?.warnings ?? [];
    expect(warnings).to.have.lengthOf(51);
    expect(warnings.at(-2)?.message).to.equal('warning 50');
    expect(warnings.at(-1)?.message).to.equal('3 more warnings');
  });

  it('keeps the order of the events, without waiting', async () => {
    for (let number = 0; number < 20; number += 1) await succeed();
    expect((await runs()).map(({ outcome }) => outcome)).to.deep.equal(Array(20).fill('succeeded'));
  });

  describe('when the history cannot be written', () => {
    beforeEach(() => {
      history.unwritable = true;
    });

    it('lets the run succeed, and logs it once', async () => {
      await succeed();
      await succeed();
      expect(await runs()).to.deep.equal([]);
      expect(recorder.problem)
        .to.include('the run history cannot be written')
        .and.include('permission denied');
      expect(logger.records.map(({ level, message }) => [level, message])).to.deep.equal([
        ['warn', recorder.problem],
      ]);
      expect(logger.records[0]?.fields['hint']).to.match(/\w/);
    });

    it('tries again with the next record, and misses none', async () => {
      await succeed();
      await recorder.flush();
      history.unwritable = false;
      await succeed();
      expect((await runs()).map(({ outcome }) => outcome)).to.deep.equal(['succeeded', 'succeeded']);
      expect(recorder.problem).to.equal(undefined);
    });

    it('tries again at a flush', async () => {
      await succeed();
      await recorder.flush();
      history.unwritable = false;
      expect(await runs()).to.have.lengthOf(1);
    });

    it('logs it again when it fails again', async () => {
      await succeed();
      await recorder.flush();
      history.unwritable = false;
      await recorder.flush();
      history.unwritable = true;
      await succeed();
      await recorder.flush();
      expect(logger.records).to.have.lengthOf(2);
    });

    it('keeps no more than a thousand waiting records', async () => {
      for (let number = 0; number < 1005; number += 1) {
        recorder.onRunEvent({
          type: 'succeeded',
          run: { ...RUN, id: `run-${number}`, startedAt: new Date(number) },
          durationMs: 1,
          facts: {},
        });
      }
      await recorder.flush();
      history.unwritable = false;
      const kept = await runs();
      expect(kept).to.have.lengthOf(1000);
      expect(kept[0]?.id).to.equal('run-1004');
    });
  });

  it('reports a history with a bug as unwritable', async () => {
    history.append = () => Promise.reject(new Error('bug'));
    await succeed();
    await recorder.flush();
    expect(logger.records[0]?.message).to.include('bug');
    history.append = () => {
      throw 'thrown at once'; // eslint-disable-line @typescript-eslint/only-throw-error -- whatever it is
    };
    await recorder.flush();
    expect(recorder.problem).to.include('thrown at once');
  });
});
