import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDisk } from '../../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryLogger } from '../../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryNotificationRecord } from '../../../../src/adapters/outbound/json-records/notification-record.ts';
import { InMemoryNotifier } from '../../../../src/adapters/outbound/notifier/in-memory-notifier.ts';
import { InMemoryOperationLock } from '../../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { Notifications } from '../../../../src/application/notifications/notifications.ts';
import type { Clock } from '../../../../src/application/ports/clock.ts';
import type { DeliveryOutcome } from '../../../../src/application/ports/notifier.ts';
import type { Operation } from '../../../../src/application/ports/run-listener.ts';
import { RunCoordinator } from '../../../../src/application/runs/run-coordinator.ts';
import { StoreException } from '../../../../src/domain/exceptions/store-exception.ts';
import { DatabaseAccessException } from '../../../../src/domain/exceptions/database-access-exception.ts';
import type { JsonValue } from '../../../../src/domain/exceptions/backup-manager-exception.ts';
import { EMPTY_NOTIFICATION_STATE } from '../../../../src/domain/notification/notification-state.ts';
import { alertChannel, healthWith, heartbeatChannel } from '../../../support/notifications.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const HOUR_MS = 3_600_000;
const GONE: DeliveryOutcome = { kind: 'unavailable', problem: 'nobody there', retryAfterMs: 0 };
const REFUSED: DeliveryOutcome = { kind: 'rejected', problem: 'answered 403' };
const VERIFIED = { filename: 'app-1.db', verified: true };
const FULL = { status: 'critical', findings: [], freeBytes: 0 } as const;

describe('Notifications', () => {
  let wall: ManualClock;
  let pauses: number[];
  let disk: InMemoryDisk;
  let logger: InMemoryLogger;
  let ops: InMemoryNotifier;
  let beat: InMemoryNotifier;
  let lock: InMemoryOperationLock;
  let notifications: Notifications;
  let coordinator: RunCoordinator;

  beforeEach(() => {
    wall = new ManualClock();
    pauses = [];
    disk = new InMemoryDisk();
    logger = new InMemoryLogger();
    ops = new InMemoryNotifier(alertChannel());
    beat = new InMemoryNotifier(heartbeatChannel());
    lock = new InMemoryOperationLock();
    startProcess();
  });

  /** Another process on the same backup directory. */
  function startProcess(notifiers = [ops, beat]): void {
    // A wait resolves at once.
    const clock: Clock = {
      now: () => wall.now(),
      monotonicMs: () => wall.monotonicMs(),
      deadline: (timeoutMs) => {
        pauses.push(timeoutMs);
        wall.advance(timeoutMs);
        return wall.deadline(0);
      },
    };
    const record = new InMemoryNotificationRecord(disk);
    notifications = new Notifications({ notifiers, record, clock, logger }, { maxAgeHours: 26 });
    coordinator = new RunCoordinator({ clock: wall, lock, listeners: [notifications] });
  }

  const run = async (
    operation: Operation,
    facts: Readonly<Record<string, JsonValue>> | Error,
    database = 'app',
  ): Promise<void> => {
    const request = { operation, database, timeoutMs: 5000, signal: undefined };
    const work = coordinator.perform(request, (context) => {
      context.progress('capturing', 1, 2);
      context.warn('slow', 'wait');
      return facts instanceof Error ? Promise.reject(facts) : Promise.resolve({ value: 1, facts });
    });
    await (facts instanceof Error ? rejectionOf(work) : work);
    await notifications.flush();
  };
  const refusal = (): Error => new DatabaseAccessException('it is locked', { hint: 'Close the other one.' });
  const look = async (changes: Parameters<typeof healthWith>[0] = {}): Promise<void> => {
    notifications.onHealth(healthWith(changes));
    await notifications.flush();
  };
  const told = (notifier = ops): readonly string[] =>
    notifier.delivered.map(({ event, subject, recoveredFrom, reminder }) =>
      [event, subject, recoveredFrom, reminder ? 'again' : undefined].filter(Boolean).join(' '),
    );

  it('notifies of a failed backup with its reason, and once of its end', async () => {
    await run('create', refusal());
    await run('create', refusal());
    await run('create', VERIFIED);
    await run('create', VERIFIED);
    expect(told()).to.deep.equal(['failed create', 'recovered create failed']);
    expect(ops.delivered[0]).to.include({
      database: 'app',
      severity: 'critical',
      message: 'create of app failed: it is locked',
      hint: 'Close the other one.',
      code: 'DATABASE_ACCESS',
    });
  });

  it('does not repeat after a restart, and keeps ended conditions ended', async () => {
    await run('create', refusal());
    startProcess();
    await run('create', refusal());
    startProcess();
    await run('create', VERIFIED);
    expect(told()).to.deep.equal(['failed create', 'recovered create failed']);
  });

  it('reminds after a day', async () => {
    await run('create', refusal());
    wall.advance(24 * HOUR_MS);
    await run('create', refusal());
    expect(told()).to.deep.equal(['failed create', 'failed create again']);
  });

  it('notifies for each database, and names a bug', async () => {
    await run('create', new Error('x is not a function'));
    await run('create', refusal(), 'shop');
    expect(ops.delivered.map(({ database, code }) => [database, code])).to.deep.equal([
      ['app', 'INTERNAL'],
      ['shop', 'DATABASE_ACCESS'],
    ]);
  });

  it('notifies of verifications and cleanups, and not of attended operations', async () => {
    await run('verify', refusal());
    await run('cleanup', refusal());
    await run('restore', refusal());
    await run('annotate', refusal());
    expect(told()).to.deep.equal(['failed verify', 'failed cleanup']);
  });

  it('notifies of a sync whose copies failed, once, and of its end', async () => {
    const sync = async (failure: Error | undefined): Promise<void> => {
      const request = { operation: 'sync', database: 'app', timeoutMs: 5000, signal: undefined } as const;
      const facts = { copied: 1 };
      const ending = { value: 1, facts, ...(failure instanceof StoreException && { failure }) };
      await coordinator.perform(request, () => Promise.resolve(ending));
      await notifications.flush();
    };
    const failure = new StoreException('no route', { hint: 'Check the network.' });
    await sync(failure);
    await sync(failure);
    expect(told()).to.deep.equal(['failed sync']);
    expect(ops.delivered[0]?.message).to.equal('sync of app failed: no route');
    await sync(undefined);
    expect(told()).to.deep.equal(['failed sync', 'recovered sync failed']);
  });

  it('does not count a cancelled or locked-out run as failed', async () => {
    const held = await lock.acquire('app', 'restore');
    await run('create', new Error('never begun'));
    await held.release();
    const signal = AbortSignal.abort();
    const request = { operation: 'create', database: 'app', timeoutMs: 5000, signal } as const;
    await rejectionOf(coordinator.perform(request, () => Promise.reject(new Error('no'))));
    await notifications.flush();
    expect([told(), told(beat)]).to.deep.equal([[], []]);
  });

  it('notifies of a damaged backup until it is verified', async () => {
    const verified = (filename: string, result: string) => run('verify', { filename, result });
    await verified('app-1.db', 'failed');
    await verified('app-1.db', 'inconclusive');
    await verified('app-2.db', 'ok');
    await verified('app-2.db', 'failed');
    await verified('app-1.db', 'ok');
    expect(told()).to.deep.equal([
      'verification_failed app-1.db',
      'verification_failed app-2.db',
      'recovered app-1.db verification_failed',
    ]);
  });

  it('notifies of a missed run, and of its replacement', async () => {
    const dueAt = new Date('2026-11-22T02:00:00Z');
    for (const task of ['backup', 'verify', 'drill'])
      notifications.onMissedRun({ task, database: 'app', dueAt });
    await notifications.flush();
    expect(ops.delivered[0]?.message).to.equal(
      'the backup of app that was due at 2026-11-22T02:00:00.000Z was missed',
    );
    await run('verify', { filename: 'x', result: 'ok', verification_level: 'drill' });
    await run('create', VERIFIED);
    expect(told()).to.deep.equal([
      'missed backup',
      'missed verify',
      'missed drill',
      'recovered drill missed',
      'recovered backup missed',
    ]);
  });

  it('notifies of health findings, and of their end', async () => {
    await look({
      systemResources: FULL,
      database: { databases: [{ database: 'app', frozen: 'it shrank' }] },
      recentBackup: { databases: [{ database: 'app', ageHours: 27 }] },
    });
    await look();
    expect(told()).to.deep.equal([
      'disk_low',
      'retention_frozen',
      'overdue',
      'recovered disk_low',
      'recovered retention_frozen',
      'recovered overdue',
    ]);
  });

  it('awaits the next health report after a run ended', async () => {
    expect(notifications.awaitsHealth).to.equal(false);
    await run('create', VERIFIED);
    expect(notifications.awaitsHealth).to.equal(true);
    await look();
    expect(notifications.awaitsHealth).to.equal(false);
  });

  it('does nothing without a channel', async () => {
    startProcess([]);
    await run('create', refusal());
    await look({ systemResources: FULL });
    notifications.onMissedRun({ task: 'backup', database: 'app', dueAt: wall.now() });
    await notifications.flush();
    expect([disk.paths(), notifications.awaitsHealth, await notifications.failures()]).to.deep.equal([
      [],
      false,
      [],
    ]);
  });

  describe('heartbeats', () => {
    it('report every backup run, and the reason of a failure', async () => {
      await run('create', VERIFIED);
      await run('create', refusal());
      await run('verify', { filename: 'x', result: 'ok' });
      expect(told(beat)).to.deep.equal([
        'started create',
        'succeeded create',
        'started create',
        'failed create',
      ]);
      expect(beat.delivered.at(-1)).to.include({
        message: 'create of app failed: it is locked',
        hint: 'Close the other one.',
      });
    });

    it('report success for an unchanged database with a verified backup', async () => {
      const request = { operation: 'create', database: 'app', timeoutMs: 5000, signal: undefined } as const;
      const outcome = 'unchanged' as const;
      await coordinator.perform(request, () => Promise.resolve({ value: 1, facts: VERIFIED, outcome }));
      await notifications.flush();
      expect(told(beat)).to.deep.equal(['started create', 'succeeded create']);
    });

    it('do not report success for an unverified backup', async () => {
      await run('create', { ...VERIFIED, verified: false });
      expect(told(beat)).to.deep.equal(['started create']);
    });

    it('do not report success while the backup of another database fails', async () => {
      await run('create', refusal(), 'shop');
      await run('create', VERIFIED);
      expect(told(beat)).to.deep.equal(['started create', 'failed create', 'started create']);
      await run('create', VERIFIED, 'shop');
      await run('create', VERIFIED);
      expect(told(beat).slice(3)).to.deep.equal([
        'started create',
        'succeeded create',
        'started create',
        'succeeded create',
      ]);
    });

    it('are not sent later when they could not be delivered', async () => {
      beat.answers = Array.from({ length: 8 }, () => GONE);
      await run('create', VERIFIED);
      startProcess();
      wall.advance(HOUR_MS);
      await look();
      expect(told(beat)).to.deep.equal([]);
      expect((await notifications.failures())[0]).to.include({ channel: 'beat', failures: 2 });
    });
  });

  describe('delivery', () => {
    it('is retried after growing pauses', async () => {
      ops.answers = [GONE, GONE, GONE];
      await run('create', refusal());
      expect([told(), ops.attempts]).to.deep.equal([['failed create'], 4]);
      expect(pauses).to.have.lengthOf(3);
      for (const [index, longest] of [1000, 2000, 4000].entries()) {
        expect(pauses[index]).to.be.within(longest / 2, longest);
      }
      expect(await notifications.failures()).to.deep.equal([]);
    });

    it('waits as long as the receiver demands', async () => {
      ops.answers = [{ ...GONE, retryAfterMs: 20_000 }];
      await run('create', refusal());
      expect(pauses).to.deep.equal([20_000]);
    });

    it('does not wait for a receiver that demands too much', async () => {
      ops.answers = [{ ...GONE, retryAfterMs: 120_000 }];
      await run('create', refusal());
      expect([pauses, ops.attempts]).to.deep.equal([[], 1]);
    });

    it('is not retried when the receiver refuses', async () => {
      ops.answers = [REFUSED];
      await run('create', refusal());
      wall.advance(24 * HOUR_MS);
      await look();
      expect([ops.attempts, told()]).to.deep.equal([1, []]);
      const [failure] = await notifications.failures();
      expect(failure).to.include({ channel: 'ops', failures: 1, problem: 'answered 403' });
      expect(logger.records[0]).to.include({
        level: 'warn',
        message: 'a notification could not be delivered',
      });
    });

    it('continues in a later round, in this process', async () => {
      ops.answers = [GONE, GONE, GONE, GONE];
      await run('create', refusal());
      expect((await notifications.failures())[0]).to.include({ channel: 'ops', problem: 'nobody there' });
      await look();
      expect(told()).to.deep.equal([]);
      wall.advance(5 * 60_000);
      await look();
      expect(told()).to.deep.equal(['failed create']);
      expect(await notifications.failures()).to.deep.equal([]);
    });

    it('continues in another process, with the same identity', async () => {
      ops.answers = [GONE];
      ops.timeoutMs = 60_000;
      const coming = run('create', refusal());
      await Promise.resolve();
      await notifications.stop();
      await coming;
      const first = (await new InMemoryNotificationRecord(disk).read()).outbox[0]?.notification;
      expect(first?.event).to.equal('failed');
      ops.timeoutMs = undefined;
      ops.answers = [];
      startProcess();
      await look();
      expect(ops.delivered).to.deep.equal([first]);
    });

    it('ends a pause when the process ends', async () => {
      ops.answers = [GONE];
      const idle = new ManualClock(wall.now());
      const record = new InMemoryNotificationRecord(disk);
      notifications = new Notifications(
        { notifiers: [ops], record, clock: idle, logger },
        { maxAgeHours: 26 },
      );
      notifications.onHealth(healthWith({ systemResources: FULL }));
      while (ops.attempts === 0) await new Promise((resolve) => setImmediate(resolve));
      await notifications.stop();
      expect(ops.attempts).to.equal(1);
      expect((await record.read()).outbox).to.have.lengthOf(1);
    });

    it('does not claim a delivery of another process', async () => {
      ops.timeoutMs = 60_000;
      const first = notifications;
      notifications.onHealth(healthWith({ systemResources: FULL }));
      while (ops.attempts === 0) await new Promise((resolve) => setImmediate(resolve));
      const other = new InMemoryNotifier(alertChannel());
      startProcess([other]);
      await look({ systemResources: FULL });
      expect(other.attempts).to.equal(0);
      await first.stop();
    });

    it('does not claim its running delivery twice, at any duration', async () => {
      let attempts = 0;
      let answer: (outcome: DeliveryOutcome) => void = () => undefined;
      ops.deliver = () => {
        attempts += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      };
      notifications.onHealth(healthWith({ systemResources: FULL }));
      while (attempts === 0) await new Promise((resolve) => setImmediate(resolve));
      wall.advance(HOUR_MS);
      notifications.onHealth(healthWith({ systemResources: FULL }));
      await new Promise((resolve) => setImmediate(resolve));
      answer({ kind: 'delivered' });
      await notifications.flush();
      expect(attempts).to.equal(1);
    });

    it('leaves an interrupted last attempt for the next process', async () => {
      let attempts = 0;
      ops.deliver = (_, { signal }) => {
        attempts += 1;
        return new Promise((resolve) => {
          if (attempts < 4) resolve(GONE);
          signal?.addEventListener('abort', () => {
            resolve(GONE);
          });
        });
      };
      notifications.onHealth(healthWith({ systemResources: FULL }));
      while (attempts < 4) await new Promise((resolve) => setImmediate(resolve));
      await notifications.stop();
      const { outbox, channels } = await new InMemoryNotificationRecord(disk).read();
      expect(outbox[0]).to.deep.include({ rounds: 0, notBefore: wall.now() });
      expect(channels).to.deep.equal([]);
    });

    it('is in order within one channel', async () => {
      let underway = 0;
      let mostUnderway = 0;
      const deliver = ops.deliver.bind(ops);
      ops.deliver = async (...call) => {
        underway += 1;
        mostUnderway = Math.max(mostUnderway, underway);
        await new Promise((resolve) => setImmediate(resolve));
        underway -= 1;
        return deliver(...call);
      };
      notifications.onHealth(healthWith({ systemResources: FULL }));
      await run('create', refusal());
      await run('verify', refusal());
      expect(told()).to.deep.equal(['disk_low', 'failed create', 'failed verify']);
      expect(mostUnderway).to.equal(1);
    });

    it('stops being a failure when its channel is no longer configured', async () => {
      ops.answers = [REFUSED];
      await run('create', refusal());
      expect(await notifications.failures()).to.have.lengthOf(1);
      startProcess([beat]);
      expect(await notifications.failures()).to.deep.equal([]);
    });

    it('does not wait for another channel', async () => {
      const dead = new InMemoryNotifier(alertChannel({ name: 'dead' }));
      dead.timeoutMs = 60_000;
      startProcess([dead, ops]);
      notifications.onHealth(healthWith({ systemResources: FULL }));
      while (ops.delivered.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(told()).to.deep.equal(['disk_low']);
      await notifications.stop();
    });

    it('logs a bug, and continues', async () => {
      ops.deliver = () => Promise.reject(new TypeError('bug'));
      await run('create', refusal());
      expect(logger.records.map(({ message }) => message)).to.deep.equal(['a notification was lost']);
      expect(told(beat)).to.deep.equal(['started create', 'failed create']);
    });
  });

  describe('when the record cannot be written', () => {
    beforeEach(() => {
      disk.readOnly = true;
    });

    it('notifies all the same, once, and logs it once', async () => {
      await run('create', refusal());
      await run('create', refusal());
      expect(told()).to.deep.equal(['failed create']);
      expect(logger.records.map(({ message }) => message)).to.have.lengthOf(1);
      expect(logger.records[0]?.message).to.include('cannot be recorded');
    });

    it('knows failing channels, and records all once it can', async () => {
      ops.answers = [REFUSED];
      await run('create', refusal());
      expect(await notifications.failures()).to.have.lengthOf(1);
      disk.readOnly = false;
      await look();
      const state = await new InMemoryNotificationRecord(disk).read();
      expect(state.conditions.map(({ event }) => event)).to.deep.equal(['failed']);
      expect(state.channels.map(({ channel }) => channel)).to.include('ops');
      expect(state).not.to.deep.equal(EMPTY_NOTIFICATION_STATE);
    });
  });

  it('logs a bug of the record, and continues', async () => {
    const record = {
      read: () => Promise.resolve(EMPTY_NOTIFICATION_STATE),
      update: () => Promise.reject(new TypeError('bug')),
    };
    notifications = new Notifications({ notifiers: [ops], record, clock: wall, logger }, { maxAgeHours: 26 });
    await look({ systemResources: FULL });
    await look({ systemResources: FULL });
    expect(logger.records.map(({ message }) => message)).to.deep.equal([
      'a notification was lost',
      'a notification was lost',
    ]);
  });
});
