import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { Channel } from '../../../domain/notification/channel.ts';
import type { Notification } from '../../../domain/notification/notification.ts';

const DELIVERED: DeliveryOutcome = { kind: 'delivered' };
const NO_ANSWER: DeliveryOutcome = { kind: 'unavailable', problem: 'no answer', retryAfterMs: 0 };

/** A channel into memory with configurable answers. */
export class InMemoryNotifier implements Notifier {
  readonly channel: Channel;
  /** Delivered notifications, in order. */
  readonly delivered: Notification[] = [];
  attempts = 0;
  /** The next answers, one per attempt; then every attempt is accepted. */
  answers: DeliveryOutcome[] = [];
  /** Set: the receiver never answers, and an attempt waits this long. */
  timeoutMs: number | undefined;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  async deliver(
    notification: Notification,
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome> {
    this.attempts += 1;
    if (this.timeoutMs !== undefined) await aborted(signal, this.timeoutMs);
    if (signal?.aborted === true || this.timeoutMs !== undefined) return NO_ANSWER;
    const answer = this.answers.shift() ?? DELIVERED;
    if (answer.kind === 'delivered') this.delivered.push(notification);
    return answer;
  }
}

function aborted(signal: AbortSignal | undefined, timeoutMs: number): Promise<void> {
  const limit = AbortSignal.timeout(timeoutMs);
  const over = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  return new Promise((resolve) => {
    if (over.aborted) resolve();
    over.addEventListener('abort', () => {
      resolve();
    });
  });
}
