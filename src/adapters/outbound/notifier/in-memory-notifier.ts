import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { Channel } from '../../../domain/notification/channel.ts';
import type { Notification } from '../../../domain/notification/notification.ts';

const DELIVERED: DeliveryOutcome = { kind: 'delivered' };

/** A channel into memory, whose receiver answers as it is told. */
export class InMemoryNotifier implements Notifier {
  readonly channel: Channel;
  /** What was delivered, in order. */
  readonly delivered: Notification[] = [];
  /** How many attempts there were. */
  attempts = 0;
  /** What the receiver answers, one attempt each; after that it takes everything. */
  answers: DeliveryOutcome[] = [];
  /** Set to make the receiver one that never answers. */
  silent = false;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  async deliver(
    notification: Notification,
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome> {
    this.attempts += 1;
    if (this.silent) await aborted(signal);
    if (signal?.aborted === true) return { kind: 'unavailable', problem: 'aborted', retryAfterMs: 0 };
    const answer = this.answers.shift() ?? DELIVERED;
    if (answer.kind === 'delivered') this.delivered.push(notification);
    return answer;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => {
      resolve();
    });
  });
}
