import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network-of.ts';
import type { Caller } from './route-context.ts';
import { HttpException } from './http-exception.ts';

/** How many within a minute. */
export interface RateLimitNumbers {
  /** Wrong tokens of one address. */
  readonly failedAuthentications: number;
  /** Expensive calls of one token, or of one address without a token. */
  readonly expensiveCalls: number;
}

export const DEFAULT_RATE_LIMITS: RateLimitNumbers = { failedAuthentications: 10, expensiveCalls: 60 };

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1000;

/** Counts of the last minute, in memory: a restart forgives. */
export class RateLimits {
  readonly #failures: RateLimiterMemory;
  readonly #calls: RateLimiterMemory;

  constructor({ failedAuthentications, expensiveCalls }: RateLimitNumbers) {
    this.#failures = new RateLimiterMemory({
      keyPrefix: 'failures',
      points: failedAuthentications,
      duration: WINDOW_SECONDS,
    });
    this.#calls = new RateLimiterMemory({
      keyPrefix: 'calls',
      points: expensiveCalls,
      duration: WINDOW_SECONDS,
    });
  }

  /** @throws HttpException the address has shown too many wrong tokens: its next one is not even looked at */
  async assertMayAuthenticate(address: string): Promise<void> {
    const count = await this.#failures.get(networkOf(address));
    if (count !== null && count.consumedPoints >= this.#failures.points) throw tooMany(count, 'wrong tokens');
  }

  async countFailure(address: string): Promise<void> {
    await this.#failures.penalty(networkOf(address));
  }

  /**
   * Counts an expensive call: per token, from whatever address it comes; without a token per address.
   * @throws HttpException the caller has used up its calls
   */
  async spendCall({ name, scope }: Caller, address: string): Promise<void> {
    try {
      await this.#calls.consume(scope === undefined ? `address ${networkOf(address)}` : `token ${name}`);
    } catch (rejection) {
      throw rejection instanceof RateLimiterRes ? tooMany(rejection, 'expensive calls') : rejection;
    }
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes, what: string): HttpException {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / MS_PER_SECOND));
  return new HttpException('TOO_MANY_REQUESTS', `too many ${what} within a minute`, {
    hint: `Try again in ${String(seconds)} s.`,
    headers: { 'Retry-After': String(seconds) },
    details: { retry_after_seconds: seconds },
  });
}
