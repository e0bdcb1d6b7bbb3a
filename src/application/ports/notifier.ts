import type { Channel } from '../../domain/notification/channel.ts';
import type { Notification } from '../../domain/notification/notification.ts';

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** The receiver refused: another attempt is useless. */
  | { readonly kind: 'rejected'; readonly problem: string }
  /** No answer, or the receiver demands a pause. */
  | {
      readonly kind: 'unavailable';
      readonly problem: string;
      /** The demanded pause; 0 without one. */
      readonly retryAfterMs: number;
    };

/**
 * Sends notifications through one channel. Never throws for the receiver or the network; a problem's text
 * never contains a secret of the channel. A port, because it needs the network, and each kind of channel
 * implements it.
 *
 * **Guarantees**
 * - makes one attempt per call
 * - reports `delivered` only when the receiver accepted the message
 * - reports `rejected` when the receiver refuses permanently
 * - reports `unavailable` when the receiver demands a pause
 * - reports `unavailable` when the receiver does not answer in time
 * - reports `unavailable` when the receiver is gone
 */
export interface Notifier {
  readonly channel: Channel;
  /** An aborted attempt is `unavailable`. */
  deliver(
    notification: Notification,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome>;
}
