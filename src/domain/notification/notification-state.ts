import type { Condition } from './condition.ts';
import type { Notification } from './notification.ts';
import { LONGEST_ROUND_PAUSE_MS, pauseBeforeRetryMs, UNDELIVERABLE_AFTER_MS } from './retry-delay.ts';
import { MINUTE_MS } from '../units.ts';

/** A notification queued for one channel. */
export interface Delivery {
  readonly channel: string;
  readonly notification: Notification;
  /** Failed rounds of attempts. */
  readonly rounds: number;
  /** Not to be tried before: it is claimed or waits for its next round. */
  readonly notBefore: Date;
}

export interface ChannelRecord {
  readonly channel: string;
  readonly lastAttemptAt: Date;
  readonly lastDeliveredAt: Date | undefined;
  /** `undefined` while its last delivery succeeded. */
  readonly failingSince: Date | undefined;
  /** Failed deliveries since then. */
  readonly failures: number;
  /** Why the last one failed; empty after a success. */
  readonly problem: string;
}

/** Must survive a restart, so that nothing is announced twice or lost. */
export interface NotificationState {
  readonly conditions: readonly Condition[];
  readonly outbox: readonly Delivery[];
  readonly channels: readonly ChannelRecord[];
}

export const EMPTY_NOTIFICATION_STATE: NotificationState = { conditions: [], outbox: [], channels: [] };

/** The oldest are dropped: a dead channel must not fill the disk. */
const MAX_OUTBOX = 500;
/** A claimed delivery belongs to its process for this long; afterwards another process may claim it. */
const LEASE_MS = 10 * MINUTE_MS;
const LONGEST_WAIT_MS = Math.max(LEASE_MS, LONGEST_ROUND_PAUSE_MS);

export function isSameDelivery(left: Delivery, right: Delivery): boolean {
  return left.channel === right.channel && left.notification.id === right.notification.id;
}

export interface DueDeliveries {
  readonly state: NotificationState;
  readonly deliveries: readonly Delivery[];
}

/** Claims the due deliveries of the channels, and drops those that were undeliverable for days. */
export function claimDue(state: NotificationState, channels: readonly string[], now: Date): DueDeliveries {
  const fresh = state.outbox.filter(
    ({ notification }) => now.getTime() - notification.at.getTime() < UNDELIVERABLE_AFTER_MS,
  );
  const notBefore = new Date(now.getTime() + LEASE_MS);
  const isDue = ({ channel, notBefore: due }: Delivery): boolean =>
    // Longer than any lease or wait: a clock that ran ahead wrote this time.
    channels.includes(channel) && (due <= now || due.getTime() - now.getTime() > LONGEST_WAIT_MS);
  const outbox = fresh.map((one) => (isDue(one) ? { ...one, notBefore } : one)).slice(-MAX_OUTBOX);
  return { state: { ...state, outbox }, deliveries: fresh.filter(isDue) };
}

export type DeliveryResult =
  | { readonly kind: 'delivered' }
  /** Permanent: no further attempt. */
  | { readonly kind: 'rejected'; readonly problem: string }
  | { readonly kind: 'unavailable'; readonly problem: string }
  /** Stopped because the process ends; due again at once. */
  | { readonly kind: 'postponed' };

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

/** Records an attempt in its channel's record. */
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
