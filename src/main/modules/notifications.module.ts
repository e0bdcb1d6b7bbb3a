import { hostname } from 'node:os';
import { ContainerModule } from 'inversify';
import type { DirectoryGate } from '../../adapters/outbound/files/directory-gate.ts';
import { FilesystemNotificationRecord } from '../../adapters/outbound/json-records/notification-record.ts';
import { HeartbeatNotifier } from '../../adapters/outbound/notifier/heartbeat-notifier.ts';
import { WebhookNotifier } from '../../adapters/outbound/notifier/webhook-notifier.ts';
import { Notifications } from '../../application/notifications/notifications.ts';
import { TestNotifications } from '../../application/notifications/test-notifications.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { Notifier } from '../../application/ports/notifier.ts';
import { EMPTY_NOTIFICATION_STATE } from '../../domain/notification/notification-state.ts';
import { toolVersion } from '../runtime.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NotifyChannel } from '../../settings/notify-channels.ts';
import { TOKENS } from '../tokens.ts';

/** A receiver that takes longer will not answer. */
const TIMEOUT_MS = 10_000;

type NotifierMaker = (clock: Clock) => Notifier;

export function notificationsModule(settings: Settings, gate: DirectoryGate): ContainerModule {
  return new ContainerModule(async ({ bind }) => {
    const makers = await Promise.all(settings.notify.map(notifierMaker));
    const record = new FilesystemNotificationRecord(settings.stateDir);
    bind(TOKENS.notificationRecord).toConstantValue(
      gate.guard(record, { read: () => EMPTY_NOTIFICATION_STATE }),
    );
    bind(TOKENS.notifiers)
      .toResolvedValue((clock) => makers.map((make) => make(clock)), [TOKENS.clock])
      .inSingletonScope();
    const ports = [TOKENS.notifiers, TOKENS.notificationRecord, TOKENS.clock, TOKENS.logger] as const;
    bind(TOKENS.notifications)
      .toResolvedValue(
        (notifiers, record, clock, logger) =>
          new Notifications({ notifiers, record, clock, logger }, settings),
        [...ports],
      )
      .inSingletonScope();
    bind(TOKENS.testNotifications).toResolvedValue(
      (notifiers, record, clock, logger) => new TestNotifications({ notifiers, record, clock, logger }),
      [...ports],
    );
  });
}

async function notifierMaker(configured: NotifyChannel): Promise<NotifierMaker> {
  const sender = { host: hostname(), toolVersion: toolVersion() };
  if ('webhook' in configured) {
    const { channel, webhook } = configured;
    return (clock) => new WebhookNotifier(channel, { ...webhook, timeoutMs: TIMEOUT_MS }, sender, clock);
  }
  if ('heartbeat' in configured) {
    const { channel, heartbeat } = configured;
    return (clock) => new HeartbeatNotifier(channel, { ...heartbeat, timeoutMs: TIMEOUT_MS }, sender, clock);
  }
  // The mail library is large: load it only where mail is configured.
  const { EmailNotifier } = await import('../../adapters/outbound/notifier/email-notifier.ts');
  const { channel, email } = configured;
  return () => new EmailNotifier(channel, { ...email, timeoutMs: TIMEOUT_MS }, sender);
}
