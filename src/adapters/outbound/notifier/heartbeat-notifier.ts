import type { Clock } from '../../../application/ports/clock.ts';
import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { HeartbeatChannel } from '../../../domain/notification/channel.ts';
import { textOf, type HeartbeatEvent, type Notification } from '../../../domain/notification/notification.ts';
import { attemptRequest, type Sender } from './http-attempt.ts';

/** Source: healthchecks.io, "Pinging API": the plain URL reports success; `/log` is stored without effect. */
const PATH_OF = {
  started: '/start',
  succeeded: '',
  failed: '/fail',
  test: '/log',
} satisfies Record<HeartbeatEvent | 'test', string>;

/** Monitors store only the start of a message. */
const MAX_BODY = 10_000;

interface HeartbeatOptions {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly timeoutMs: number;
}

/** Pings a monitor, which raises an alarm when pings stop. */
export class HeartbeatNotifier implements Notifier {
  readonly channel: HeartbeatChannel;
  readonly #options: HeartbeatOptions;
  readonly #sender: Sender;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(
    channel: HeartbeatChannel,
    options: HeartbeatOptions,
    sender: Sender,
    clock: Pick<Clock, 'now'>,
  ) {
    this.channel = channel;
    this.#options = options;
    this.#sender = sender;
    this.#clock = clock;
  }

  async deliver(
    notification: Notification,
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome> {
    const { event } = notification;
    if (!isPing(event)) return { kind: 'rejected', problem: `a heartbeat cannot report ${event}` };
    const { method, timeoutMs } = this.#options;
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'user-agent': `sqlite-backup-manager/${this.#sender.toolVersion}`,
    };
    const body = method === 'GET' ? undefined : textOf(notification, this.#sender.host).slice(0, MAX_BODY);
    const url = this.#urlOf(event);
    return attemptRequest({ url, method, headers, body, timeoutMs, now: this.#clock.now(), signal });
  }

  /** Keeps the URL's query. */
  #urlOf(event: keyof typeof PATH_OF): URL {
    const url = new URL(this.#options.url);
    const ending = PATH_OF[event];
    if (ending !== '') url.pathname = url.pathname.replace(/\/+$/, '') + ending;
    return url;
  }
}

function isPing(event: Notification['event']): event is keyof typeof PATH_OF {
  return Object.hasOwn(PATH_OF, event);
}
