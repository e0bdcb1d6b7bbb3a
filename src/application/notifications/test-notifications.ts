import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import type { Channel } from '../../domain/notification/channel.ts';
import { noteAttempt } from '../../domain/notification/notification-state.ts';
import type { Notification } from '../../domain/notification/notification.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { NotificationRecord } from '../ports/notification-record.ts';
import type { Notifier } from '../ports/notifier.ts';
import { newIdentity } from './heartbeat-notification.ts';
import type { CancelOptions } from '../runs/run-coordinator.ts';

export interface TestNotificationsCommand {
  /** `undefined`: all of them. */
  readonly channel: string | undefined;
}

export interface TestedChannel {
  readonly channel: string;
  readonly type: Channel['type'];
  readonly result: 'delivered' | 'failed';
  /** Empty when it was delivered. */
  readonly detail: string;
  readonly durationMs: number;
}

export interface TestNotificationsPorts {
  readonly notifiers: readonly Notifier[];
  readonly record: NotificationRecord;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sends a test message through the channels, one attempt each. */
export class TestNotifications {
  readonly #ports: TestNotificationsPorts;

  constructor(ports: TestNotificationsPorts) {
    this.#ports = ports;
  }

  /** @throws UsageException there is no such channel, or none at all */
  async execute(
    { channel }: TestNotificationsCommand,
    options: CancelOptions = {},
  ): Promise<readonly TestedChannel[]> {
    const chosen = this.#choose(channel);
    return Promise.all(chosen.map((notifier) => this.#test(notifier, options)));
  }

  #choose(name: string | undefined): readonly Notifier[] {
    const { notifiers } = this.#ports;
    if (notifiers.length === 0) {
      throw new UsageException('no channel is configured', {
        hint: 'Set notify: a list of channels, each a webhook, a heartbeat or an email.',
      });
    }
    const chosen = name === undefined ? notifiers : notifiers.filter(({ channel }) => channel.name === name);
    if (chosen.length > 0) return chosen;
    const names = notifiers.map(({ channel }) => channel.name).join(', ');
    throw new UsageException(`there is no channel ${String(name)}`, { hint: `The channels are: ${names}.` });
  }

  async #test(notifier: Notifier, options: CancelOptions): Promise<TestedChannel> {
    const { clock, record, logger } = this.#ports;
    const { name, type } = notifier.channel;
    const startedMs = clock.monotonicMs();
    const outcome = await notifier.deliver(testNotification(name, clock.now()), options);
    const durationMs = Math.round(clock.monotonicMs() - startedMs);
    try {
      await record.update((state) => noteAttempt(state, name, outcome, clock.now()));
    } catch (error) {
      // The test is about the channel, so this is only a warning.
      logger.warn(
        `the test of ${name} could not be recorded: ${error instanceof Error ? error.message : ''}`,
      );
    }
    const isDelivered = outcome.kind === 'delivered';
    return {
      channel: name,
      type,
      result: isDelivered ? 'delivered' : 'failed',
      detail: isDelivered ? '' : outcome.problem,
      durationMs,
    };
  }
}

function testNotification(channel: string, now: Date): Notification {
  return {
    id: newIdentity(),
    event: 'test',
    severity: 'info',
    database: undefined,
    subject: undefined,
    message: `this is a test of the channel ${channel}: problems with backups are reported here`,
    hint: '',
    code: undefined,
    since: now,
    at: now,
    reminder: false,
    recoveredFrom: undefined,
  };
}
