import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './addresses.ts';
import type { Caller } from './route-context.ts';
import { HttpException } from './http-exception.ts';

/** Per minute. */
export interface RateLimitNumbers {
  /** Of one address. */
  readonly failedAuthentications: number;
  /** Of one token, or of one address without a token. */
  readonly expensiveCalls: number;
}

export const DEFAULT_RATE_LIMITS: RateLimitNumbers = { failedAuthentications: 10, expensiveCalls: 60 };

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1000;

/** In-memory counters for one minute; a restart resets them. */
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

  /** @throws HttpException the address sent too many wrong tokens; the next one is not checked */
  async assertMayAuthenticate(address: string): Promise<void> {
    const count = await this.#failures.get(networkOf(address));
    if (count !== null && count.consumedPoints >= this.#failures.points) throw tooMany(count, 'wrong tokens');
  }

  async countFailure(address: string): Promise<void> {
    await this.#failures.penalty(networkOf(address));
  }

  /** @throws HttpException the token, or the address without a token, has reached the limit */
  async spendCall({ name, scope }: Caller, address: string): Promise<void> {
    try {
      await this.#calls.consume(scope === undefined ? `address ${networkOf(address)}` : `token ${name}`);
    } catch (rejection) {
      throw rejection instanceof RateLimiterRes ? tooMany(rejection, 'expensive calls') : rejection;
    }
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes, counted: string): HttpException {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / MS_PER_SECOND));
  return new HttpException('TOO_MANY_REQUESTS', `too many ${counted} within a minute`, {
    hint: `Try again in ${String(seconds)} s.`,
    headers: { 'Retry-After': String(seconds) },
    details: { retry_after_seconds: seconds },
  });
}
