import type { Condition } from './condition.ts';
import type { Notification } from './notification.ts';
import { LONGEST_REST_MS, pauseBeforeRetryMs, UNDELIVERABLE_AFTER_MS } from './retry-delay.ts';

/** A message on its way through one channel. */
export interface Delivery {
  readonly channel: string;
  readonly notification: Notification;
  /** Rows of attempts that were in vain. */
  readonly rounds: number;
  /** Until then whoever took it has it, or it rests. */
  readonly notBefore: Date;
}

/** How a channel has fared. */
export interface ChannelRecord {
  readonly channel: string;
  readonly lastAttemptAt: Date;
  readonly lastDeliveredAt: Date | undefined;
  /** `undefined` while its last delivery succeeded. */
  readonly failingSince: Date | undefined;
  /** Deliveries in vain since then. */
  readonly failures: number;
  /** Why the last one failed; empty while it succeeded. */
  readonly problem: string;
}

/** What must survive a restart, so that nothing is told twice and nothing is lost. */
export interface NotificationState {
  readonly conditions: readonly Condition[];
  readonly outbox: readonly Delivery[];
  readonly channels: readonly ChannelRecord[];
}

export const EMPTY_NOTIFICATION_STATE: NotificationState = { conditions: [], outbox: [], channels: [] };

/** The oldest go first: a channel that is dead for good must not fill the disk. */
const MAX_OUTBOX = 500;
/** Whoever takes a delivery has it for so long; if it dies with it, another process takes it after. */
const LEASE_MS = 10 * 60 * 1000;
const LONGEST_WAIT_MS = Math.max(LEASE_MS, LONGEST_REST_MS);

export function isSameDelivery(left: Delivery, right: Delivery): boolean {
  return left.channel === right.channel && left.notification.id === right.notification.id;
}

export interface DueDeliveries {
  readonly state: NotificationState;
  readonly deliveries: readonly Delivery[];
}

/** Takes what is due for one of the channels, and drops what nobody could deliver for days. */
export function claimDue(state: NotificationState, channels: readonly string[], now: Date): DueDeliveries {
  const fresh = state.outbox.filter(
    ({ notification }) => now.getTime() - notification.at.getTime() < UNDELIVERABLE_AFTER_MS,
  );
  const notBefore = new Date(now.getTime() + LEASE_MS);
  const isDue = ({ channel, notBefore: due }: Delivery): boolean =>
    // Nobody has or rests one for so long: the clock ran ahead when that was said.
    channels.includes(channel) && (due <= now || due.getTime() - now.getTime() > LONGEST_WAIT_MS);
  const outbox = fresh.map((one) => (isDue(one) ? { ...one, notBefore } : one)).slice(-MAX_OUTBOX);
  return { state: { ...state, outbox }, deliveries: fresh.filter(isDue) };
}

export type DeliveryResult =
  | { readonly kind: 'delivered' }
  /** Not worth another attempt. */
  | { readonly kind: 'rejected'; readonly problem: string }
  | { readonly kind: 'unavailable'; readonly problem: string }
  /** Given up because the process ends: for the next one to take at once. */
  | { readonly kind: 'postponed' };

/** The state after a delivery was tried. */
export function recordDeliveryResult(
  state: NotificationState,
  delivery: Delivery,
  result: DeliveryResult,
  now: Date,
): NotificationState {
  const outbox = state.outbox.flatMap((one) =>
    isSameDelivery(one, delivery) ? stillWaiting(one, result, now) : [one],
  );
  return { ...noteAttempt(state, delivery.channel, result, now), outbox };
}

function stillWaiting(delivery: Delivery, { kind }: DeliveryResult, now: Date): readonly Delivery[] {
  if (kind === 'delivered' || kind === 'rejected') return [];
  if (kind === 'postponed') return [{ ...delivery, notBefore: now }];
  const rounds = delivery.rounds + 1;
  return [{ ...delivery, rounds, notBefore: new Date(now.getTime() + pauseBeforeRetryMs(rounds)) }];
}

/** The state with what became of an attempt in the record of its channel. */
export function noteAttempt(
  state: NotificationState,
  channel: string,
  result: DeliveryResult,
  now: Date,
): NotificationState {
  if (result.kind === 'postponed') return state;
  const known = state.channels.find((one) => one.channel === channel);
  const record: ChannelRecord =
    result.kind === 'delivered'
      ? {
          channel,
          lastAttemptAt: now,
          lastDeliveredAt: now,
          failingSince: undefined,
          failures: 0,
          problem: '',
        }
      : {
          channel,
          lastAttemptAt: now,
          lastDeliveredAt: known?.lastDeliveredAt,
          failingSince: known?.failingSince ?? now,
          failures: (known?.failures ?? 0) + 1,
          problem: result.problem,
        };
  return { ...state, channels: [...state.channels.filter((one) => one !== known), record] };
}
