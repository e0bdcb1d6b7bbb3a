import type { Channel } from '../../domain/notification/channel.ts';
import type { Notification } from '../../domain/notification/notification.ts';

/** What became of one attempt. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** The receiver answered that it does not want it: trying again changes nothing. */
  | { readonly kind: 'rejected'; readonly problem: string }
  /** Nobody answered, or asked for patience. */
  | {
      readonly kind: 'unavailable';
      readonly problem: string;
      /** How long the receiver asked to be left alone; 0 when it said nothing. */
      readonly retryAfterMs: number;
    };

/**
 * Tells somebody through one channel.
 *
 * **Guarantees**
 * - One call is one attempt, and takes no longer than the channel's time limit.
 * - `delivered` only when the receiver said that it took the message.
 * - What the receiver refuses for good is `rejected`; a receiver that is not there, does not answer in time or asks
 *   for patience is `unavailable`.
 * - Nothing is thrown for what the receiver or the network does.
 * - A problem's text holds no secret of the channel.
 */
export interface Notifier {
  readonly channel: Channel;
  /** Aborting the signal ends the attempt: it is `unavailable` then. */
  deliver(
    notification: Notification,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome>;
}
