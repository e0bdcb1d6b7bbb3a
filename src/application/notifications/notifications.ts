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

/** A run that was due and that nobody began. */
export interface MissedRun {
  /** `backup`, `verify` or `drill`. */
  readonly task: string;
  readonly database: string;
  readonly dueAt: Date;
}

/** A channel whose last delivery was in vain. */
export interface NotificationFailure {
  readonly channel: string;
  readonly failingSince: Date;
  /** Deliveries in vain since then. */
  readonly failures: number;
  readonly problem: string;
}

/**
 * Tells the operator's channels what they want to know. Whoever brings news is not held up: they are put on record,
 * sent and sent again in the background, and never fail a run.
 */
export class Notifications implements RunListener {
  readonly #ports: NotificationPorts;
  readonly #policy: NotificationPolicy;
  readonly #queues: ReadonlyMap<string, ChannelQueue>;
  readonly #stop = new AbortController();
  /** The runs that have begun. */
  readonly #begun = new Set<string>();
  /** What is being delivered here: taken once, whatever a lease says. */
  #underway: readonly Delivery[] = [];
  readonly #working = new Set<Promise<void>>();
  #bookkeeping: Promise<void> = Promise.resolve();
  /** The state while it cannot be put on record. */
  #unrecorded: NotificationState | undefined;
  #hasHeardOfRuns = false;

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

  /** Whether a run has ended since the last health report: what it changed in the backups is not known yet. */
  get awaitsHealth(): boolean {
    return this.#hasHeardOfRuns && this.#queues.size > 0;
  }

  onRunEvent(event: RunEvent): void {
    if (this.#queues.size === 0 || isWithinRun(event)) return;
    const { id } = event.run;
    const tidings = observeRun(event, event.type === 'started' || this.#begun.has(id));
    if (event.type === 'started') this.#begun.add(id);
    else {
      this.#begun.delete(id);
      this.#hasHeardOfRuns = true;
    }
    this.#hear(tidings);
  }

  /** To be called with every new report; also sends what an earlier process could not. */
  onHealth(report: ObservedHealth): void {
    this.#hasHeardOfRuns = false;
    this.#hear({ ...NO_RUN_OBSERVATIONS, observations: observeHealth(report, this.#policy) });
  }

  onMissedRun({ task, database, dueAt }: MissedRun): void {
    const missed: Observation = {
      event: 'missed',
      database,
      subject: task,
      holds: true,
      severity: 'warning',
      message: `the ${task} of ${database} that was due at ${dueAt.toISOString()} was missed`,
      hint: 'Look whether the service or the host was down; the service catches up on its own.',
      code: undefined,
    };
    this.#hear({ ...NO_RUN_OBSERVATIONS, observations: [missed] });
  }

  /** The channels that somebody should look at, by what is on record. */
  async failures(): Promise<readonly NotificationFailure[]> {
    if (this.#queues.size === 0) return [];
    const { channels } = this.#unrecorded ?? (await this.#ports.record.read());
    return channels.flatMap(({ channel, failingSince, failures, problem }) =>
      failingSince === undefined || !this.#queues.has(channel)
        ? []
        : [{ channel, failingSince, failures, problem }],
    );
  }

  /** Resolves when all that was heard has been delivered or given up for now; never rejects. */
  async flush(): Promise<void> {
    await this.#bookkeeping;
    while (this.#working.size > 0) {
      await Promise.all(this.#working);
      await this.#bookkeeping;
    }
  }

  /** As `flush`, without more patience: what is not delivered yet is left for the next process. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.flush();
  }

  #hear(tidings: RunObservations): void {
    const { observations, heartbeat } = tidings;
    if (this.#queues.size === 0 || (observations.length === 0 && heartbeat === undefined)) return;
    this.#bookkeeping = this.#bookkeeping.then(() => this.#act(tidings)).catch(this.#tellBug);
  }

  async #act({ observations, heartbeat }: RunObservations): Promise<void> {
    const { notifiers, clock } = this.#ports;
    const now = clock.now();
    let due: readonly Delivery[] = [];
    let monitored: readonly Notifier[] = [];
    await this.#update((state) => {
      const taken = this.#decide(state, observations, now);
      due = taken.deliveries;
      monitored =
        heartbeat === undefined
          ? []
          : notifiers.filter(({ channel }) => wantsHeartbeat(channel, heartbeat, taken.state.conditions));
      return taken.state;
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
    const taken = claimDue({ ...state, conditions, outbox }, [...this.#queues.keys()], now);
    return {
      state: taken.state,
      deliveries: taken.deliveries.filter(
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

  /** A heartbeat is of the moment: one that could not be delivered is not sent later, when it would be untrue. */
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
      .catch(this.#tellBug)
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
  }

  /** One update after the other, in the order of the news. */
  #book(change: (state: NotificationState) => NotificationState): Promise<void> {
    const booked = this.#bookkeeping.then(() => this.#update(change));
    this.#bookkeeping = booked.catch(() => undefined);
    return booked;
  }

  /** A record that cannot be written (its disk is full, say) is the very thing that somebody must be told of. */
  async #update(change: (state: NotificationState) => NotificationState): Promise<void> {
    const { record, logger } = this.#ports;
    try {
      await record.update((state) => change(this.#unrecorded ?? state));
      this.#unrecorded = undefined;
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      if (this.#unrecorded === undefined) {
        const message = `what notifications were sent cannot be put on record: ${error.message}`;
        logger.warn(message, { hint: error.hint });
      }
      this.#unrecorded = change(this.#unrecorded ?? (await record.read()));
    }
  }

  readonly #tellBug = (error: unknown): void => {
    this.#ports.logger.error('a notification was lost', error);
  };
}
