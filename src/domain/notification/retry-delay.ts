import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../units.ts';

/** Attempts in a row before a delivery waits for its next round. */
export const ATTEMPTS_IN_A_ROW = 4;
/** A receiver that demands a longer pause gets its message in a later round. */
export const LONGEST_PAUSE_MS = MINUTE_MS;
/** After this time a message is dropped. */
export const UNDELIVERABLE_AFTER_MS = 3 * DAY_MS;
export const LONGEST_ROUND_PAUSE_MS = HOUR_MS;

/**
 * The pause after the `attempt`th failure in a row: 1 s, 2 s, 4 s …, each less up to a half, so that many
 * senders do not retry in step; never less than the receiver demanded.
 * @param random from 0 up to 1
 */
export function pauseMs(attempt: number, random: number, retryAfterMs = 0): number {
  const longest = SECOND_MS * 2 ** (attempt - 1);
  return Math.max(Math.round(longest * (1 - random / 2)), retryAfterMs);
}

/** The pause after a failed round: 5 min, 10 min, 20 min … up to an hour. */
export function pauseBeforeRetryMs(rounds: number): number {
  return Math.min(5 * MINUTE_MS * 2 ** (Math.max(rounds, 1) - 1), LONGEST_ROUND_PAUSE_MS);
}
