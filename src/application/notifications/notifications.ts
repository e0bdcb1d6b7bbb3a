import { wantsAlert, wantsHeartbeat } from '../../domain/notification/channel.ts';
import type { Observation } from '../../domain/notification/condition.ts';
import { decideNotifications } from '../../domain/notification/decide-notifications.ts';
import {
  isSameDelivery,
  noteAttempt,
  recordDeliveryResult,
  claimDue,
  type Delivery,
  type NotificationState,
} from '../../domain/notification/notification-state.ts';
import type { Notification } from '../../domain/notification/notification.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { NotificationRecord } from '../ports/notification-record.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import { ChannelQueue } from './channel-queue.ts';
import { heartbeatNotification, newIdentity } from './heartbeat-notification.ts';
import { observeHealth, type NotificationPolicy, type ObservedHealth } from './observe-health.ts';
import { isWithinRun, NO_RUN_OBSERVATIONS, observeRun, type RunObservations } from './observe-run.ts';

export interface NotificationPorts {
  readonly notifiers: readonly Notifier[];
  readonly record: NotificationRecord;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A run that was due and never started. */
export interface MissedRun {
  /** `backup`, `verify` or `drill`. */
  readonly task: string;
  readonly database: string;
  readonly dueAt: Date;
}

/** A channel whose last delivery failed. */
export interface NotificationFailure {
  readonly channel: string;
  readonly failingSince: Date;
  /** Failed deliveries since then. */
  readonly failures: number;
  readonly problem: string;
}

/**
 * Notifies the operator's channels. Callers never wait: notifications are recorded, then sent and retried in
 * the background, and never fail a run.
 */
export class Notifications implements RunListener {
  readonly #ports: NotificationPorts;
  readonly #policy: NotificationPolicy;
  readonly #queues: ReadonlyMap<string, ChannelQueue>;
  readonly #stop = new AbortController();
  readonly #started = new Set<string>();
  /** In delivery by this process, whatever the lease says. */
  #underway: readonly Delivery[] = [];
  readonly #working = new Set<Promise<void>>();
  #bookkeeping: Promise<void> = Promise.resolve();
  /** The state while it cannot be recorded. */
  #unrecorded: NotificationState | undefined;
  #hasSeenRuns = false;

  constructor(ports: NotificationPorts, policy: NotificationPolicy) {
    this.#ports = ports;
    this.#policy = policy;
    this.#queues = new Map(
      ports.notifiers.map((notifier) => [
        notifier.channel.name,
        new ChannelQueue(notifier, ports.clock, this.#stop.signal),
      ]),
    );
  }

  /** Whether a run has ended since the last health report, which does not include its changes. */
  get awaitsHealth(): boolean {
    return this.#hasSeenRuns && this.#queues.size > 0;
  }

  onRunEvent(event: RunEvent): void {
    if (this.#queues.size === 0 || isWithinRun(event)) return;
    const { id } = event.run;
    const observed = observeRun(event, event.type === 'started' || this.#started.has(id));
    if (event.type === 'started') this.#started.add(id);
    else {
      this.#started.delete(id);
      this.#hasSeenRuns = true;
    }
    this.#observe(observed);
  }

  /** For every new report; also sends what an earlier process could not. */
  onHealth(report: ObservedHealth): void {
    this.#hasSeenRuns = false;
    this.#observe({ ...NO_RUN_OBSERVATIONS, observations: observeHealth(report, this.#policy) });
  }

  onMissedRun({ task, database, dueAt }: MissedRun): void {
    const missed: Observation = {
      event: 'missed',
      database,
      subject: task,
      holds: true,
      severity: 'warning',
      message: `the ${task} of ${database} that was due at ${dueAt.toISOString()} was missed`,
      hint: 'Check whether the service or the host was down; the service catches up by itself.',
      code: undefined,
    };
    this.#observe({ ...NO_RUN_OBSERVATIONS, observations: [missed] });
  }

  /** The failing channels, from the records. */
  async failures(): Promise<readonly NotificationFailure[]> {
    if (this.#queues.size === 0) return [];
    const { channels } = this.#unrecorded ?? (await this.#ports.record.read());
    return channels.flatMap(({ channel, failingSince, failures, problem }) =>
      failingSince === undefined || !this.#queues.has(channel)
        ? []
        : [{ channel, failingSince, failures, problem }],
    );
  }

  /** Resolves when all observations are delivered or given up for now; never rejects. */
  async flush(): Promise<void> {
    await this.#bookkeeping;
    while (this.#working.size > 0) {
      await Promise.all(this.#working);
      await this.#bookkeeping;
    }
  }

  /** As `flush`, without retries: undelivered messages are left for the next process. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.flush();
  }

  #observe(observed: RunObservations): void {
    const { observations, heartbeat } = observed;
    if (this.#queues.size === 0 || (observations.length === 0 && heartbeat === undefined)) return;
    this.#bookkeeping = this.#bookkeeping.then(() => this.#act(observed)).catch(this.#reportBug);
  }

  async #act({ observations, heartbeat }: RunObservations): Promise<void> {
    const { notifiers, clock } = this.#ports;
    const now = clock.now();
    let due: readonly Delivery[] = [];
    let monitored: readonly Notifier[] = [];
    await this.#update((state) => {
      const decided = this.#decide(state, observations, now);
      due = decided.deliveries;
      monitored =
        heartbeat === undefined
          ? []
          : notifiers.filter(({ channel }) => wantsHeartbeat(channel, heartbeat, decided.state.conditions));
      return decided.state;
    });
    for (const delivery of due) this.#send(delivery);
    if (heartbeat === undefined) return;
    const notification = heartbeatNotification(heartbeat, now);
    for (const { channel } of monitored) this.#beat(channel.name, notification);
  }

  #decide(state: NotificationState, observations: readonly Observation[], now: Date) {
    const { conditions, due } = decideNotifications(state.conditions, observations, now);
    const fresh = due.flatMap((draft): readonly Delivery[] => {
      const notification = { ...draft, id: newIdentity() };
      return this.#ports.notifiers
        .filter(({ channel }) => wantsAlert(channel, draft))
        .map(({ channel }) => ({ channel: channel.name, notification, rounds: 0, notBefore: now }));
    });
    const outbox = [...state.outbox, ...fresh];
    const decided = claimDue({ ...state, conditions, outbox }, [...this.#queues.keys()], now);
    return {
      state: decided.state,
      deliveries: decided.deliveries.filter(
        (one) => !this.#underway.some((other) => isSameDelivery(one, other)),
      ),
    };
  }

  #send(delivery: Delivery): void {
    this.#underway = [...this.#underway, delivery];
    this.#work(async () => {
      const result = await this.#deliver(delivery.channel, delivery.notification);
      await this.#book((state) => recordDeliveryResult(state, delivery, result, this.#ports.clock.now()));
      this.#underway = this.#underway.filter((one) => one !== delivery);
    });
  }

  /** A heartbeat is not sent later: it would be untrue by then. */
  #beat(channel: string, notification: Notification): void {
    this.#work(async () => {
      const result = await this.#deliver(channel, notification);
      await this.#book((state) => noteAttempt(state, channel, result, this.#ports.clock.now()));
    });
  }

  async #deliver(channel: string, notification: Notification) {
    const queue = this.#queues.get(channel);
    if (queue === undefined) throw new TypeError(`there is no channel ${channel}`);
    const result = await queue.add(notification);
    if (result.kind === 'rejected' || result.kind === 'unavailable') {
      const { event, database } = notification;
      const fields = { channel, event, database, problem: result.problem };
      this.#ports.logger.warn('a notification could not be delivered', fields);
    }
    return result;
  }

  #work(task: () => Promise<void>): void {
    const working = task()
      .catch(this.#reportBug)
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
  }

  /** One update after the other, in the order of the observations. */
  #book(change: (state: NotificationState) => NotificationState): Promise<void> {
    const booked = this.#bookkeeping.then(() => this.#update(change));
    this.#bookkeeping = booked.catch(() => undefined);
    return booked;
  }

  /** A failed write (a full disk, for example) must be announced too. */
  async #update(change: (state: NotificationState) => NotificationState): Promise<void> {
    const { record, logger } = this.#ports;
    try {
      await record.update((state) => change(this.#unrecorded ?? state));
      this.#unrecorded = undefined;
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      if (this.#unrecorded === undefined) {
        const message = `the sent notifications cannot be recorded: ${error.message}`;
        logger.warn(message, { hint: error.hint });
      }
      this.#unrecorded = change(this.#unrecorded ?? (await record.read()));
    }
  }

  readonly #reportBug = (error: unknown): void => {
    this.#ports.logger.error('a notification was lost', error);
  };
}
