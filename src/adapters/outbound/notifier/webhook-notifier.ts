import { createHmac } from 'node:crypto';
import type { Clock } from '../../../application/ports/clock.ts';
import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { AlertChannel } from '../../../domain/notification/channel.ts';
import { titleOf, type Notification } from '../../../domain/notification/notification.ts';
import { type Sender, attemptRequest } from './http-attempt.ts';

/**
 * The value of the signature header: `t=<seconds>,v1=<hex>`, where the hex is HMAC-SHA256 of `<seconds>.<body>`. The
 * time is signed too, so that a receiver can refuse a replayed message.
 */
function signBody(body: string, secret: string, now: Date): string {
  const seconds = String(Math.floor(now.getTime() / 1000));
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${digest}`;
}

/** Version of the body's form: fields may be added, but none may be removed or change its meaning. */
const FORMAT = 1;

/** The body of a webhook request, snake_case JSON. */
function webhookBody(notification: Notification, sender: Sender): string {
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

interface WebhookOptions {
  readonly url: URL;
  /** The key of the signature; `undefined`: unsigned. */
  readonly secret: string | undefined;
  readonly timeoutMs: number;
}

export class WebhookNotifier implements Notifier {
  readonly channel: AlertChannel;
  readonly #options: WebhookOptions;
  readonly #sender: Sender;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(channel: AlertChannel, options: WebhookOptions, sender: Sender, clock: Pick<Clock, 'now'>) {
    this.channel = channel;
    this.#options = options;
    this.#sender = sender;
    this.#clock = clock;
  }

  async deliver(
    notification: Notification,
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome> {
    const { url, secret, timeoutMs } = this.#options;
    const body = webhookBody(notification, this.#sender);
    const now = this.#clock.now();
    const signature = secret === undefined ? {} : { 'x-backup-signature': signBody(body, secret, now) };
    const headers = {
      'content-type': 'application/json',
      'user-agent': `sqlite-backup-manager/${this.#sender.toolVersion}`,
      'x-backup-event': notification.event,
      'x-backup-delivery': notification.id,
      ...signature,
    };
    return attemptRequest({ url, method: 'POST', headers, body, timeoutMs, now, signal });
  }
}
