const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** How often a delivery is tried in a row before it waits for another time. */
export const ATTEMPTS_IN_A_ROW = 4;
/** A receiver that asks for more patience than this gets its message another time. */
export const LONGEST_PAUSE_MS = MINUTE_MS;
/** A message that could not be delivered for so long is news no more. */
export const UNDELIVERABLE_AFTER_MS = 3 * 24 * 60 * MINUTE_MS;
/** A delivery rests no longer than this. */
export const LONGEST_REST_MS = 60 * MINUTE_MS;

/**
 * How long to wait after the `attempt`th failure in a row: 1 s, 2 s, 4 s …, each less up to a half of it, so that many
 * senders do not come back in step; never less than the receiver asked for.
 *
 * @param random from 0 up to 1
 */
export function pauseMs(attempt: number, random: number, retryAfterMs = 0): number {
  const longest = SECOND_MS * 2 ** (attempt - 1);
  return Math.max(Math.round(longest * (1 - random / 2)), retryAfterMs);
}

/** How long a delivery rests after a row of attempts in vain: 5 min, 10 min, 20 min … up to an hour. */
export function pauseBeforeRetryMs(rounds: number): number {
  return Math.min(5 * MINUTE_MS * 2 ** (Math.max(rounds, 1) - 1), LONGEST_REST_MS);
}
