import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpException } from './http-exception.ts';

/** How many within a minute. */
export interface RateLimitNumbers {
  /** Wrong tokens of one address. */
  readonly failedAuthentications: number;
  /** Expensive calls of one caller. */
  readonly expensiveCalls: number;
}

export const DEFAULT_RATE_LIMITS: RateLimitNumbers = { failedAuthentications: 10, expensiveCalls: 60 };

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1000;
/** An IPv6 caller owns at least a /64: the groups of its address that name it. */
const NETWORK_GROUPS = 4;

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

  /** @throws HttpException the caller has spent its allowance */
  async spendCall(caller: string): Promise<void> {
    try {
      await this.#calls.consume(caller);
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

/** What an attacker cannot change at will: an IPv4 address, the network of an IPv6 one. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::')) return address;
  return address.split(':').slice(0, NETWORK_GROUPS).join(':');
}
