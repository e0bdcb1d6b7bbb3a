import { titleOf, type Notification } from '../../../domain/notification/notification.ts';
import type { Sender } from './sender.ts';

/** Version of the body's form: fields may be added, none is taken away or changes its meaning. */
const FORMAT = 1;

/** What a webhook receives, snake_case JSON. */
export function webhookBody(notification: Notification, sender: Sender): string {
  const { id, event, severity, database, subject, message, hint, code, since, at } = notification;
  return JSON.stringify({
    format: FORMAT,
    id,
    event,
    severity,
    title: titleOf(notification),
    database: database ?? null,
    subject: subject ?? null,
    message,
    hint,
    code: code ?? null,
    since: since.toISOString(),
    at: at.toISOString(),
    reminder: notification.reminder,
    recovered_from: notification.recoveredFrom ?? null,
    host: sender.host,
    tool_version: sender.toolVersion,
  });
}
