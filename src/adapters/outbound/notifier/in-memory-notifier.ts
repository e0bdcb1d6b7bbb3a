import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { Channel } from '../../../domain/notification/channel.ts';
import type { Notification } from '../../../domain/notification/notification.ts';

const DELIVERED: DeliveryOutcome = { kind: 'delivered' };
const NO_ANSWER: DeliveryOutcome = { kind: 'unavailable', problem: 'no answer', retryAfterMs: 0 };

/** A channel into memory, whose receiver answers as it is told. */
export class InMemoryNotifier implements Notifier {
  readonly channel: Channel;
  /** What was delivered, in order. */
  readonly delivered: Notification[] = [];
  /** How many attempts there were. */
  attempts = 0;
  /** What the receiver answers, one attempt each; after that it takes everything. */
  answers: DeliveryOutcome[] = [];
  /** Set to make the receiver one that never answers: how long an attempt waits for it. */
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
