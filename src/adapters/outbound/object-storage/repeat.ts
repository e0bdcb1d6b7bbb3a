import { setTimeout as delay } from 'node:timers/promises';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;

/**
 * How long a server that has never answered is tried: a person waits for it, and the next run tries again. One that has
 * answered before is waited for until the time limit.
 */
export const FIRST_CONTACT_MS = 10_000;

export interface RepeatLimits {
  /** No attempt starts later than this after the first one. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly isTransient: (error: unknown, attempt: number) => boolean;
}

/**
 * Repeats an attempt while its failure may pass, with growing delays.
 * @param attempt gets its number, from 1
 * @throws the last failure
 */
export async function repeatWithin<Result>(
  { timeoutMs, signal, isTransient }: RepeatLimits,
  attempt: (number: number) => Promise<Result>,
): Promise<Result> {
  const endMs = performance.now() + timeoutMs;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (signal?.aborted || !isTransient(error, number)) throw error;
      const delayMs = backoffMs(number);
      if (performance.now() + delayMs >= endMs) throw error;
      // An abort ends the delay; the caller's signal has the reason.
      await delay(delayMs, undefined, { signal });
    }
  }
}

/** Doubles with each attempt; random, so that many hosts do not come back at the same time. */
export function backoffMs(attempt: number): number {
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return full * (0.5 + Math.random() / 2);
}
