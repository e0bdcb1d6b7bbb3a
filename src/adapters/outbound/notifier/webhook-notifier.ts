import type { Clock } from '../../../application/ports/clock.ts';
import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { AlertChannel } from '../../../domain/notification/channel.ts';
import type { Notification } from '../../../domain/notification/notification.ts';
import { attemptRequest } from './http-attempt.ts';
import type { Sender } from './sender.ts';
import { signBody } from './sign-body.ts';
import { webhookBody } from './webhook-body.ts';

export interface WebhookOptions {
  readonly url: URL;
  /** What the body is signed with; `undefined` leaves it unsigned. */
  readonly secret: string | undefined;
  readonly timeoutMs: number;
}

/** Posts JSON to a URL. */
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
